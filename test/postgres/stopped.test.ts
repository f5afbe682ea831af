import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type PostgresStore, postgresStore } from "../../src/stores/postgres/index.ts";
import { event, type FaultProxy, newSchema, startProxy } from "../../src/stores/postgres/rig.fixture.ts";
import { startPostgres, type TestServer } from "../../src/stores/postgres/server.fixture.ts";
import { workers } from "./worker.fixture.ts";

/** A worker that is stopped in the middle of a transaction, with rows locked that every process asks for. */
let server: TestServer;
let proxy: FaultProxy;
let store: PostgresStore;
let hands: Awaited<ReturnType<typeof workers>>;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.destroy());
beforeEach(async () => {
  proxy = await startProxy(server.url);
  const schema = newSchema();
  store = postgresStore({ url: server.url, schema });
  await store.open();
  hands = await workers(`${proxy.url}?schema=${schema}`);
});
afterEach(async () => {
  await hands.remove();
  await store.close();
  await proxy.close();
});

const lane = { destination: "github/*", key: "a", version: null };
const given = () => event({ headers: ["Content-Type", "application/json"], lanes: [lane] });

/** Until the store takes it: as a provider would, that sends again. */
async function insist(accepted: ReturnType<typeof event>): Promise<void> {
  while (!(await store.accept([accepted]).catch(() => undefined))) {}
}

test.each([
  ["a settlement in a lane", { orderBy: "payload:who" }, "lanes l WHERE l.lane IN"],
  ["a claim with a rate", { rate: "100/s" }, "live AS MATERIALIZED"],
])(
  "%s: the others go on when the server has ended its session, and it goes on once it may",
  async (_, options, words) => {
    await hands.handlers(
      `import { appendFileSync } from "node:fs";
       const handler = (event) => appendFileSync("diary", event.id + " " + process.pid + "\\n");
       export default { github: { "*": { handler, ...${JSON.stringify(options)} } } };`,
    );
    const first = hands.work();
    await expect.poll(first.said, { timeout: 20_000 }).toContain("is ready");
    const stopped = new Promise<void>((resolve) => {
      proxy.at(words, () => {
        first.child.kill("SIGSTOP");
        resolve();
      });
    });
    const [before, after, last] = [[given(), given()], given(), given()];
    await store.accept(before);
    await stopped;
    const second = hands.work();
    await insist(after);
    await expect.poll(hands.diary, { timeout: 20_000 }).toContain(`${after.id} ${second.child.pid}`);
    second.child.kill("SIGKILL");
    first.child.kill("SIGCONT");
    await insist(last);
    await expect.poll(hands.diary, { timeout: 20_000 }).toContain(`${last.id} ${first.child.pid}`);
    const open = async () => (await store.stats()).deliveries;
    await expect.poll(open, { timeout: 20_000 }).toEqual({ pending: 0, running: 0, done: 4, dead: 0 });
    expect(first.child.exitCode).toBeNull();
  },
  90_000,
);
