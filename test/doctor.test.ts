import { chmodSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { checkDestinations } from "../src/cli/doctor-destinations.ts";
import type { Finding } from "../src/cli/finding.ts";
import { hookinbox, lines, project, SECRET } from "../src/cli/run.fixture.ts";
import type { Target } from "../src/destinations/settings.ts";
import { postgresStore } from "../src/stores/postgres/index.ts";
import { event, newSchema } from "../src/stores/postgres/rig.fixture.ts";
import { startPostgres } from "../src/stores/postgres/server.fixture.ts";
import { openWriter } from "../src/stores/sqlite/driver.ts";
import { sqliteStore } from "../src/stores/sqlite/index.ts";
import type { Store } from "../src/stores/store.ts";
import { redisServer } from "./destinations/redis.fixture.ts";

/** What `doctor` finds when it looks at what a config only names: hosts, programs, Redis, and who works on the store. */
const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanup.splice(0).reverse()) await clean();
});

/** A folder with a config and a handler of `github/issues.opened`, and what `doctor` says there about something. */
function patient(config: object = {}) {
  const all = { sources: { github: { provider: "github", secret: SECRET } }, ...config };
  const { folder, remove } = project({
    "hookinbox.config.json": JSON.stringify(all),
    "handlers.mjs": `export default { github: { "issues.opened": () => {} } };`,
  });
  cleanup.push(remove);
  const examine = async (about: string) => {
    const { stdout } = await hookinbox(folder, "doctor", "--json", "--port", "0", "--admin-port", "0");
    return (lines(stdout) as Finding[]).filter((one) => one.about === about);
  };
  return { folder, examine };
}

const lookAt = (target: Target): Promise<Finding[]> =>
  checkDestinations({ destinations: new Map([["x", { name: "x", options: {}, target }]]) });

describe("destinations", () => {
  test.each([
    ["http://10.1.2.3/hooks", false, "wrong", "10.1.2.3 is at 10.1.2.3, which is not a public address"],
    ["http://localhost:9/hooks", false, "wrong", "which is not a public address"],
    ["http://localhost:9/hooks", true, "ok", "localhost is at "],
    ["http://[::1]:9/hooks", true, "ok", "::1 is at ::1"],
    ["https://nowhere.invalid/hooks", false, "wrong", "nowhere.invalid cannot be resolved"],
    ["https://nowhere.invalid/hooks", true, "wrong", "nowhere.invalid cannot be resolved"],
    ["https://192.0.33.8/hooks", false, "ok", "192.0.33.8 is at 192.0.33.8"],
  ] as const)("the host of %s, private allowed: %s: %s", async (url, allowPrivate, level, said) => {
    const [found] = await lookAt({ kind: "http", url, allowPrivate, secrets: [], headers: [], retryOn: [] });
    expect(found).toMatchObject({ level, about: "destinations.x", message: expect.stringContaining(said) });
    expect(found?.fix === undefined).toBe(level === "ok");
  });

  test.each([
    ["./here.sh", {}, "ok", "here.sh"],
    ["sh", {}, "ok", "/sh"],
    ["./closed.sh", {}, "wrong", "may not be run by this user"],
    ["./gone.sh", {}, "wrong", "there is no program /"],
    ["no-such-program", {}, "wrong", "there is no program no-such-program in PATH"],
    ["sh", { env: { PATH: "/nowhere" } }, "wrong", "there is no program sh in PATH"],
    ["sh", { cwd: "/nowhere" }, "wrong", "there is no folder /nowhere"],
  ] as const)("the program %s %j: %s", async (program, more, level, said) => {
    const { folder, remove } = project({ "here.sh": "#!/bin/sh\n", "closed.sh": "#!/bin/sh\n" });
    cleanup.push(remove);
    chmodSync(join(folder, "here.sh"), 0o755);
    chmodSync(join(folder, "closed.sh"), 0o644);
    const target = { kind: "command", command: [program], env: {}, cwd: folder, maxOutput: 1, ...more } as const;
    const [found] = await lookAt(target);
    expect(found).toMatchObject({ level, message: expect.stringContaining(said) });
    expect(found?.fix === undefined).toBe(level === "ok");
  });

  test("the Redis of a queue: away, dropping keys, forgetting at a restart, well", async () => {
    const look = (connection: string) => {
      const destinations = { x: { bullmq: { queue: "webhooks", connection } } };
      return patient({ destinations, routes: [{ from: "github", to: "x" }] }).examine("destinations.x");
    };
    expect(await look("redis://127.0.0.1:1")).toMatchObject([
      { level: "wrong", message: expect.stringContaining("is not there"), fix: expect.stringContaining("Start it") },
    ]);
    for (const [options, level, said] of [
      [["--maxmemory-policy", "allkeys-lru"], "wrong", "maxmemory-policy allkeys-lru"],
      [["--appendonly", "no"], "warn", "appendonly off"],
      [[], "ok", "evicts nothing"],
    ] as const) {
      const redis = await redisServer(...options);
      cleanup.push(redis.remove);
      const found = await look(redis.url);
      expect(found).toMatchObject([{ level, message: expect.stringContaining(said) }]);
      expect(found[0]?.fix === undefined).toBe(level === "ok");
    }
  }, 60_000);

  test("a source that a route leads from is not called idle", async () => {
    const destinations = { x: { command: ["sh"] } };
    const { examine } = patient({ destinations, routes: [{ from: "github", to: "x" }] });
    expect(await examine("handlers")).toEqual([]);
    expect(await examine("destinations.x")).toMatchObject([{ level: "ok" }]);
  });
});

describe("who works on the store", () => {
  const self = { id: "one", host: "here", pid: 1, startedAt: 0, receives: false, holds: {} };

  async function stored(kind: string): Promise<{ store: Store; examine: ReturnType<typeof patient>["examine"] }> {
    if (kind === "sqlite") {
      const { folder, examine } = patient({ handlers: "./handlers.mjs" });
      return { store: sqliteStore({ path: join(folder, "hookinbox.db") }), examine };
    }
    const server = await startPostgres();
    cleanup.push(server.destroy);
    const schema = newSchema();
    const { examine } = patient({ handlers: "./handlers.mjs", store: `${server.url}?schema=${schema}` });
    return { store: postgresStore({ url: server.url, schema }), examine };
  }

  test.each(["sqlite", "postgres"])(
    "%s: what nobody works for is named, and what to do",
    async (kind) => {
      const { store, examine } = await stored(kind);
      await store.open();
      cleanup.push(() => store.close());
      const workers = () => examine("workers");
      expect(await workers()).toMatchObject([{ level: "ok", message: "none is alive, and nothing waits" }]);
      await store.accept([event({ destinations: ["github/issues.opened", "github/gone"] })]);
      expect(new Set(await workers())).toEqual(
        new Set([
          {
            level: "warn",
            about: "workers",
            message: "1 delivery waits for github/issues.opened, and no process that is alive works for it.",
            fix: "Start one: hookinbox serve (or hookinbox work).",
          },
          {
            level: "warn",
            about: "workers",
            message: "1 delivery waits for github/gone, which neither a process that is alive nor this config has.",
            fix: "Bring back the handler or destination of this name, or start the deploy that has it.",
          },
        ]),
      );
      await store.present({ ...self, destinations: ["github/issues.opened"] });
      expect(await workers()).toMatchObject([{ message: expect.stringContaining("github/gone") }]);
      await store.present({ ...self, destinations: ["github/issues.opened", "github/gone"] });
      expect(await workers()).toMatchObject([{ level: "ok", message: "1 alive, and nothing waits without one" }]);
    },
    60_000,
  );

  test("tables that are not those of this version are named, and left as they are", async () => {
    const { folder, examine } = patient({ handlers: "./handlers.mjs" });
    openWriter(join(folder, "hookinbox.db")).close();
    expect((await examine("store")).at(-1)).toMatchObject({
      level: "warn",
      message: expect.stringContaining("has tables of version 0"),
      fix: expect.stringContaining("hookinbox migrate"),
    });
  });
});
