import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createInbox, type Inbox } from "../src/index.ts";
import type { HandlerOptions } from "../src/routes.ts";
import { type Served, serve } from "../src/server/serve.ts";

let folder: string;
let now: number;
const inboxes: Inbox[] = [];
let served: Served | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hookinbox-limits-"));
  now = Date.now();
});
afterEach(async () => {
  await served?.close();
  served = undefined;
  await Promise.all(inboxes.splice(0).map((inbox) => inbox.stop()));
  await rm(folder, { recursive: true, force: true });
});

async function start(handler: () => unknown, options: HandlerOptions): Promise<Inbox> {
  const inbox = createInbox(
    {
      store: `sqlite:${join(folder, "inbox.db")}`,
      sources: { app: { provider: "none", allowUnverified: true } },
      log: { level: "silent" },
      work: { poll: 10 },
    },
    { clock: () => now },
  );
  inboxes.push(inbox);
  inbox.on("app", "*", handler, { name: "work", ...options });
  await inbox.start();
  return inbox;
}

const send = async (inbox: Inbox, count: number) => {
  for (let i = 0; i < count; i++)
    await inbox.fetch(new Request("http://localhost/in/app", { method: "POST", body: `{"i":${i}}` }));
};
const someTime = () => new Promise((resolve) => setTimeout(resolve, 150));

describe("limits over two processes on one store", () => {
  test("rate: both together start no more than the tokens there are", async () => {
    let started = 0;
    const [one] = [await start(() => started++, { rate: "5/s" }), await start(() => started++, { rate: "5/s" })];
    await send(one, 12);
    await expect.poll(() => started).toBe(5);
    await someTime();
    expect(started).toBe(5);
    now += 400;
    await expect.poll(() => started).toBe(7);
    now += 60_000;
    await expect.poll(() => started).toBe(12);
  });

  test("concurrency.total: no more run at once than it says; without it, they would", async () => {
    for (const [concurrency, most] of [
      [{ total: 2 }, 2],
      [4, 8],
    ] as const) {
      let running = 0;
      let seen = 0;
      let done = 0;
      const open: (() => void)[] = [];
      const handler = async () => {
        seen = Math.max(seen, ++running);
        await new Promise<void>((resolve) => open.push(resolve));
        running -= 1;
        done += 1;
      };
      const name = `work-${most}`;
      const [one] = [
        await start(handler, { concurrency, name } as never),
        await start(handler, { concurrency, name } as never),
      ];
      await send(one, 8);
      await expect.poll(() => running).toBe(most);
      await someTime();
      expect(seen).toBe(most);
      for (let rounds = 0; done < 8 && rounds < 500; rounds++) {
        for (const end of open.splice(0)) end();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      expect([done, seen]).toEqual([8, most]);
      await Promise.all(inboxes.splice(0).map((inbox) => inbox.stop()));
    }
  });

  test("options that are none say what they should be", async () => {
    const wrong = (options: object) => start(() => {}, options as HandlerOptions);
    await expect(wrong({ rate: "fast" })).rejects.toThrow(/rate: expected a rate such as "10\/s".*got "fast"/);
    await expect(wrong({ concurrency: { totl: 3 } })).rejects.toThrow(/concurrency\.totl: expected `here` or `total`/);
    await expect(wrong({ concurrency: { total: 0 } })).rejects.toThrow(/concurrency\.total: expected a whole number/);
  });
});

describe("pause", () => {
  test("by the API: received and stored, not handled, until it is resumed; names are helped along", async () => {
    let handled = 0;
    const inbox = createInbox(
      { store: "memory:", sources: { app: { provider: "none" } }, log: { level: "silent" }, work: { poll: 10 } },
      { observer: {} },
    );
    inbox.on("app", "*", () => handled++, { name: "work" });
    served = await serve(inbox, { host: "127.0.0.1", port: 0, adminPort: 0, work: true });
    const admin = served.admin;
    const ask = async (path: string, body: object) => {
      const response = await fetch(admin + path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    for (const [what, kind] of [
      [{ name: "app" }, "source"],
      [{ destination: "work" }, "destination"],
    ] as const) {
      const name = Object.values(what)[0];
      expect(await ask("/api/pause", what)).toEqual({ status: 200, body: { kind, name, changed: true } });
      expect((await ask("/api/pause", what)).body).toMatchObject({ changed: false });
      const before = handled;
      await send(inbox, 2);
      await someTime();
      expect(handled).toBe(before);
      const stats = (await (await fetch(`${admin}/api/stats`)).json()) as { paused: unknown[] };
      expect(stats.paused).toMatchObject([{ kind, name }]);
      expect((await ask("/api/resume", what)).body).toEqual({ kind, name, changed: true });
      await expect.poll(() => handled).toBe(before + 2);
    }
    expect(await ask("/api/pause", { name: "wrk" })).toMatchObject({
      status: 404,
      body: { code: "PAUSE_UNKNOWN", detail: expect.stringMatching(/Did you mean "work"/) },
    });
    expect(await ask("/api/pause", {})).toMatchObject({ status: 400 });
    expect(await ask("/api/pause", { name: "app", source: "app" })).toMatchObject({ status: 400 });
  });
});
