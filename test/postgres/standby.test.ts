import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createInbox, type Inbox, sign } from "../../src/index.ts";
import { postgresStore } from "../../src/stores/postgres/index.ts";
import { ask, newSchema } from "../../src/stores/postgres/rig.fixture.ts";
import { startPostgres, startStandby, type TestServer } from "../../src/stores/postgres/server.fixture.ts";
import { type CuttingProxy, createCuttingProxy } from "../cutting-proxy.fixture.mjs";

/** A primary, a standby that streams from it, and an address that moves from the one to the other. */
const SECRET = "a secret of the standby, long enough";
const HELD = { timeout: 20_000 };
let primary: TestServer;
let standby: TestServer | undefined;
let proxy: CuttingProxy | undefined;
let inbox: Inbox | undefined;

beforeAll(async () => {
  primary = await startPostgres();
  standby = primary.folder === undefined ? undefined : await startStandby(primary);
});
afterEach(async () => {
  await inbox?.stop();
  inbox = undefined;
  proxy?.close();
});
afterAll(async () => {
  await standby?.destroy();
  await primary?.destroy();
});

async function send(key: string) {
  const { method, headers, body } = sign("github", { body: '{"action":"opened"}' }, { secret: SECRET, type: "issues" });
  const all = { ...headers, "x-github-delivery": key };
  const response = await inbox!.fetch(new Request("http://localhost/in/github", { method, headers: all, body }));
  const { status, code } = (await response.json()) as { status?: string; code?: string };
  return { http: response.status, status, code };
}

test("a start on a standby is refused with one error", async ({ skip }) => {
  if (!standby) skip("HOOKINBOX_TEST_POSTGRES names a server, whose data cannot be copied");
  const store = postgresStore({ url: standby!.url, schema: newSchema() });
  await expect(store.open()).rejects.toMatchObject({
    code: "STORE_READ_ONLY",
    advice: expect.stringContaining("primary"),
  });
  await store.close();
});

test("an address that moves to a standby: 503 until that is promoted, then on with all that had streamed", async ({
  skip,
}) => {
  if (!standby) skip("HOOKINBOX_TEST_POSTGRES names a server, whose data cannot be copied");
  const schema = newSchema();
  proxy = await createCuttingProxy(primary.port);
  const address = new URL(primary.url);
  address.port = String(proxy.port);
  address.searchParams.set("schema", schema);
  inbox = createInbox({
    store: address.toString(),
    sources: { github: { provider: "github", secret: SECRET } },
    work: { poll: 50 },
    log: { level: "silent" },
  });
  const handled: (string | null)[] = [];
  inbox.on("github", "*", (event) => void handled.push(event.key));
  await inbox.start();
  expect(await send("before")).toMatchObject({ http: 202, status: "accepted" });
  await expect.poll(() => handled).toEqual(["before"]);
  const streamed = () => ask(standby!.url, `SELECT outcome FROM ${schema}.attempts`).catch(() => []);
  await expect.poll(streamed, HELD).toEqual([{ outcome: "done" }]);

  proxy.to(standby!.port);
  proxy.cut();
  // The first answers may be of the cut; those of the standby say what it is.
  await expect.poll(() => inbox!.health().trouble?.message, HELD).toContain("read-only");
  expect(await send("meanwhile")).toMatchObject({ http: 503, code: "STORE_UNAVAILABLE" });

  await primary.stop();
  await ask(standby!.url, "SELECT pg_promote()");
  await expect.poll(() => inbox!.health().trouble, HELD).toBeUndefined();
  expect(await send("before")).toMatchObject({ http: 202, status: "duplicate" });
  expect(await send("meanwhile")).toMatchObject({ http: 202, status: "accepted" });
  await expect.poll(() => handled, HELD).toEqual(["before", "meanwhile"]);
}, 60_000);
