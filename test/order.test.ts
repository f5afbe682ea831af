import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createInbox, DoNotRetry, type Inbox } from "../src/index.ts";
import type { HandlerOptions } from "../src/routes.ts";

const SECRET = "It's a Secret to Everybody";
let folder: string;
let inbox: Inbox;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hookinbox-order-"));
});
afterEach(async () => {
  await inbox?.stop();
  await rm(folder, { recursive: true, force: true });
});

const make = (over: object = {}) =>
  createInbox({
    store: `sqlite:${join(folder, "inbox.db")}`,
    sources: { github: { provider: "github", secret: SECRET, ...over } },
    log: { level: "silent" },
    work: { retry: [1, 1, 1] },
  });

async function send(issue: number, n: number, more: object = {}): Promise<string> {
  const body = JSON.stringify({
    action: "edited",
    issue: { number: issue, updated_at: "2026-11-24T10:00:00Z", ...more },
    n,
    repository: { full_name: "a/b" },
  });
  const response = await inbox.fetch(
    new Request("http://localhost/in/github", {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json",
        "x-github-event": "issues",
        "x-github-delivery": `${issue}-${n}`,
        "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
      },
    }),
  );
  return ((await response.json()) as { id: string }).id;
}
const state = async (id: string) => (await inbox.archive.get(id))?.state;

interface Payload {
  issue: { number: number };
  n: number;
}

describe("handlers in order", () => {
  test.each<[string, Pick<HandlerOptions, "orderBy">]>([
    ["the provider's own order", { orderBy: true }],
    ["a path", { orderBy: "issue.number" }],
    ["a template", { orderBy: "{body:repository.full_name}/{body:issue.number}" }],
    ["a function", { orderBy: (event: { payload: Payload }) => event.payload.issue.number }],
  ])(
    "by %s: each lane in turn, though its events fail and take their time; lanes beside each other",
    async (_, options) => {
      inbox = make();
      const seen = new Map<number, number[]>();
      const running = new Set<number>();
      let together = 0;
      let most = 0;
      inbox.on<Payload>(
        "github",
        "issues.edited",
        async ({ payload }, { attempt }) => {
          const lane = payload.issue.number;
          if (running.has(lane)) together += 1;
          running.add(lane);
          most = Math.max(most, running.size);
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
          running.delete(lane);
          if (payload.n % 3 === 0 && attempt === 1) throw new Error("not yet");
          seen.set(lane, [...(seen.get(lane) ?? []), payload.n]);
        },
        options,
      );
      await inbox.start();
      for (let n = 0; n < 12; n++) await Promise.all([1, 2, 3].map((issue) => send(issue, n)));
      await expect.poll(() => [...seen.values()].flat().length, { timeout: 20_000 }).toBe(36);
      const inTurn = Array.from({ length: 12 }, (_, n) => n);
      expect(Object.fromEntries(seen)).toEqual({ 1: inTurn, 2: inTurn, 3: inTurn });
      expect(together).toBe(0);
      expect(most).toBeGreaterThan(1);
    },
  );

  test("the control: without orderBy they run together", async () => {
    inbox = make();
    let running = 0;
    let most = 0;
    inbox.on("github", "issues.edited", async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 20));
      running -= 1;
    });
    await inbox.start();
    const ids = await Promise.all([1, 2, 3].map((n) => send(1, n)));
    for (const id of ids) await expect.poll(() => state(id), { timeout: 20_000 }).toBe("done");
    expect(most).toBeGreaterThan(1);
  });

  test("a dead one blocks its lane over a restart, until it is replayed or skipped", async () => {
    inbox = make();
    const seen: number[] = [];
    let broken = true;
    const handler = ({ payload }: { payload: Payload }) => {
      if (broken && payload.n === 1) throw new DoNotRetry("cannot");
      seen.push(payload.n);
    };
    inbox.on<Payload>("github", "*", handler, { orderBy: true });
    await inbox.start();
    const [first, second] = [await send(1, 1), await send(1, 2)];
    const other = await send(2, 1_000);
    await expect.poll(() => state(first)).toBe("dead");
    await expect.poll(() => state(other)).toBe("done");
    await inbox.stop();
    inbox = make();
    inbox.on<Payload>("github", "*", handler, { orderBy: true });
    await inbox.start();
    const third = await send(1, 3);
    const waiting = (await inbox.archive.get(second))!.deliveries[0]!;
    expect(waiting).toMatchObject({ state: "pending", lane: "a/b#1", dueAt: null });
    expect(waiting.waitsFor).toBe((await inbox.archive.get(first))!.deliveries[0]!.id);
    broken = false;
    await inbox.replay(first);
    await expect.poll(() => state(third)).toBe("done");
    expect(seen).toEqual([1000, 1, 2, 3]);
    expect(await inbox.skip("evt_unknown")).toBeUndefined();
  });

  test("onDead: skip lets its lane go on", async () => {
    inbox = make();
    inbox.on<Payload>(
      "github",
      "*",
      ({ payload }) => {
        if (payload.n === 1) throw new DoNotRetry("cannot");
      },
      { orderBy: true, onDead: "skip" },
    );
    await inbox.start();
    const [first, second] = [await send(1, 1), await send(1, 2)];
    await expect.poll(() => state(second)).toBe("done");
    expect(await state(first)).toBe("dead");
  });

  test("newest: what is older than what has been handled is not handled any more", async () => {
    inbox = make();
    const seen: number[] = [];
    inbox.on<Payload>("github", "*", ({ payload }) => void seen.push(payload.n), { orderBy: true, newest: true });
    await inbox.start();
    const ids = [
      await send(1, 1, { updated_at: "2026-11-24T10:00:05Z" }),
      await send(1, 2, { updated_at: "2026-11-24T10:00:04Z" }),
      await send(1, 3, { updated_at: "2026-11-24T10:00:05.000Z" }),
      await send(1, 4, { updated_at: null }),
      await send(2, 5, { updated_at: "2026-11-24T10:00:01Z" }),
    ];
    for (const id of ids) await expect.poll(() => state(id)).toBe("done");
    expect(seen.filter((n) => n !== 5)).toEqual([1, 3, 4]);
    expect((await inbox.archive.get(ids[1]!))!.deliveries[0]!.attempts).toMatchObject([{ outcome: "stale" }]);
  });

  test("a function that throws costs the order, not the event", async () => {
    const said: unknown[] = [];
    inbox = createInbox(
      {
        store: "memory:",
        sources: { github: { provider: "github", secret: SECRET } },
        work: { poll: 10 },
      },
      { observer: { said: (line) => void said.push(line) } },
    );
    inbox.on("github", "*", () => {}, {
      orderBy: () => {
        throw new Error("boom");
      },
    });
    await inbox.start();
    const id = await send(1, 1);
    await expect.poll(() => state(id)).toBe("done");
    expect(said).toMatchObject([{ level: "error", fields: { id, error: "boom" } }]);
  });

  test("what cannot be ordered is refused at start, with the fix", async () => {
    const start = async (source: object, options: HandlerOptions) => {
      inbox = createInbox({ store: "memory:", sources: { s: source as never }, log: { level: "silent" } });
      inbox.on("s", "*", () => {}, options);
      await inbox.start();
    };
    const none = { provider: "none", allowUnverified: true };
    await expect(start(none, { orderBy: true })).rejects.toThrow(/orderBy is true, and the provider none has none/);
    await expect(start(none, { orderBy: "a{nonsense:b}" })).rejects.toThrow(/orderBy cannot be read: .*nonsense/);
    await expect(start({ ...none, mode: "sync" }, { orderBy: "a" })).rejects.toThrow(/sync/);
    await expect(start({ provider: "github", secret: SECRET }, { newest: true })).rejects.toThrow(/there is none/);
    await expect(start(none, { orderBy: 7 as never })).rejects.toThrow(/expected a path.*got the number 7/);
  });
});
