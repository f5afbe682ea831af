import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createInbox, DoNotRetry, type Inbox, RetryAfter } from "../src/index.ts";

const SECRET = "It's a Secret to Everybody";
let folder: string;
let inbox: Inbox;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hookinbox-spine-"));
});
afterEach(async () => {
  await inbox.stop();
  await rm(folder, { recursive: true, force: true });
});

function make(store: string, github: object = {}, work: object = {}): Inbox {
  return createInbox({
    store: store === "sqlite" ? `sqlite:${join(folder, "inbox.db")}` : "memory:",
    sources: { github: { provider: "github", secret: SECRET, ...github } },
    log: { level: "silent" },
    work: { poll: 20, ...work },
  });
}

let n = 0;
function request(body: string, over: Record<string, string> = {}): Request {
  const signature = createHmac("sha256", SECRET).update(body).digest("hex");
  return new Request("http://localhost/in/github", {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "x-github-event": "issues",
      "x-github-delivery": `d-${++n}`,
      "x-hub-signature-256": `sha256=${signature}`,
      ...over,
    },
  });
}
const send = async (body: string, over?: Record<string, string>) => {
  const response = await inbox.fetch(request(body, over));
  return { status: response.status, body: (await response.json()) as { status: string; id: string; code: string } };
};
const stateOf = async (id: string) => (await inbox.archive.get(id))?.state;

describe.each(["memory", "sqlite"])("the life of a webhook on %s", (store) => {
  test("verified, stored, answered, handled", async () => {
    inbox = make(store);
    const seen: unknown[] = [];
    inbox.on(
      "github",
      "issues.opened",
      (event, ctx) => void seen.push([event.type, event.payload, event.key, ctx.attempt]),
    );
    await inbox.start();
    const { status, body } = await send('{"action":"opened","n":1}', { "x-github-delivery": "k1" });
    expect(status).toBe(202);
    expect(body).toMatchObject({ status: "accepted", id: expect.stringMatching(/^evt_/) });
    await expect.poll(() => stateOf(body.id)).toBe("done");
    expect(seen).toEqual([["issues.opened", { action: "opened", n: 1 }, "k1", 1]]);
    expect(await send('{"action":"opened","n":1}', { "x-github-delivery": "k1" })).toEqual({
      status: 202,
      body: { status: "duplicate", id: body.id },
    });
    expect(seen).toHaveLength(1);
  });

  test("each handler of a type is a delivery of its own; nobody's event is kept", async () => {
    inbox = make(store);
    const seen: string[] = [];
    inbox.on("github", "issues.*", () => void seen.push("issues.*"));
    inbox.on("github", "*", () => void seen.push("*"));
    await inbox.start();
    const { body } = await send('{"action":"closed"}');
    await expect.poll(() => seen.sort()).toEqual(["*", "issues.*"]);
    expect((await inbox.archive.get(body.id))?.deliveries.map((d) => d.destination).sort()).toEqual([
      "github/*",
      "github/issues.*",
    ]);
    await inbox.stop();
    inbox = make("memory");
    await inbox.start();
    const unheard = await send('{"action":"closed"}');
    expect(unheard.status).toBe(202);
    expect(await stateOf(unheard.body.id)).toBe("unhandled");
  });

  test("fails, is tried again, dies, is replayed to done", async () => {
    inbox = make(store, { retry: [20, 20] });
    let broken = true;
    const attempts: number[] = [];
    inbox.on("github", "issues.opened", (_, ctx) => {
      attempts.push(ctx.attempt);
      if (broken) throw new Error("down");
    });
    await inbox.start();
    const { body } = await send('{"action":"opened"}');
    await expect.poll(() => stateOf(body.id)).toBe("dead");
    expect(attempts).toEqual([1, 2, 3]);
    const [delivery] = (await inbox.archive.get(body.id))!.deliveries;
    expect(delivery?.attempts.map((a) => a.outcome)).toEqual(["failed", "failed", "dead"]);
    expect(delivery?.attempts[0]?.error).toContain("Error: down");
    broken = false;
    expect(await inbox.replay(body.id)).toHaveLength(1);
    await expect.poll(() => stateOf(body.id)).toBe("done");
  });

  test("a handler steers: DoNotRetry is dead at once, RetryAfter waits", async () => {
    inbox = make(store, { retry: [1, 1, 1] });
    inbox.on("github", "a", () => {
      throw new DoNotRetry("closed");
    });
    const at: number[] = [];
    inbox.on("github", "b", () => {
      at.push(Date.now());
      if (at.length === 1) throw new RetryAfter(300);
    });
    await inbox.start();
    const a = await send("{}", { "x-github-event": "a" });
    const b = await send("{}", { "x-github-event": "b" });
    await expect.poll(() => stateOf(a.body.id)).toBe("dead");
    expect((await inbox.archive.get(a.body.id))?.deliveries[0]?.attempts).toHaveLength(1);
    await expect.poll(() => stateOf(b.body.id)).toBe("done");
    expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(300);
  });

  test("handlers that throw strings, reject with nothing, or never resolve", async () => {
    inbox = make(store, { retry: [] }, { timeout: 100 });
    let aborted: unknown;
    inbox.on("github", "string", () => {
      throw "just a string";
    });
    inbox.on("github", "nothing", () => Promise.reject());
    inbox.on("github", "never", (_, ctx) => {
      ctx.signal.addEventListener("abort", () => (aborted = ctx.signal.reason));
      return new Promise(() => {});
    });
    await inbox.start();
    const errors: Record<string, string | null | undefined> = {};
    for (const type of ["string", "nothing", "never"]) {
      const { body } = await send("{}", { "x-github-event": type });
      await expect.poll(() => stateOf(body.id)).toBe("dead");
      errors[type] = (await inbox.archive.get(body.id))?.deliveries[0]?.attempts[0]?.error;
    }
    expect(errors.string).toBe("thrown: just a string");
    expect(errors.nothing).toBe("thrown: undefined");
    expect(errors.never).toContain("did not end within 100 ms");
    expect(String(aborted)).toContain("did not end within 100 ms");
  });

  test("what fails verification is refused, kept apart, and never handled", async () => {
    inbox = make(store);
    const seen: string[] = [];
    inbox.on("github", "*", () => void seen.push("handled"));
    await inbox.start();
    const forged = await send("{}", { "x-hub-signature-256": `sha256=${"0".repeat(64)}` });
    expect(forged).toMatchObject({ status: 401, body: { code: "SIGNATURE_MISMATCH" } });
    const malformed = await send("{ not json");
    expect(malformed).toMatchObject({ status: 400, body: { code: "MALFORMED_BODY" } });
    await expect
      .poll(async () => (await inbox.archive.quarantined({})).items.map((q) => q.reason))
      .toEqual(["malformed", "SIGNATURE_MISMATCH"]);
    expect(seen).toEqual([]);
    expect((await inbox.archive.list({})).items).toEqual([]);
  });

  test("concurrency is held for one handler and in all", async () => {
    inbox = make(store, {}, { concurrency: 5 });
    let [now, most, nowA, mostA] = [0, 0, 0, 0];
    const work = async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 20));
      now -= 1;
    };
    inbox.on(
      "github",
      "a",
      async () => {
        mostA = Math.max(mostA, ++nowA);
        await work();
        nowA -= 1;
      },
      { concurrency: 2 },
    );
    inbox.on("github", "b", work);
    await inbox.start();
    const sent = await Promise.all(
      Array.from({ length: 30 }, (_, i) => send("{}", { "x-github-event": i % 2 ? "a" : "b" })),
    );
    for (const { body } of sent) await expect.poll(() => stateOf(body.id)).toBe("done");
    expect(most).toBe(5);
    expect(mostA).toBe(2);
  });

  test("on stop, running handlers get their time, and what is left is given back without costing an attempt", async () => {
    inbox = make(store, {}, { stopTimeout: 50 });
    let ended = false;
    inbox.on("github", "short", async () => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      ended = true;
    });
    inbox.on("github", "long", () => new Promise(() => {}));
    await inbox.start();
    const short = await send("{}", { "x-github-event": "short" });
    const long = await send("{}", { "x-github-event": "long" });
    await expect.poll(() => stateOf(long.body.id)).toBe("running");
    const archive = inbox.archive;
    await inbox.stop();
    expect(ended).toBe(true);
    expect((await inbox.fetch(request("{}"))).status).toBe(503);
    if (store === "memory") {
      expect((await archive.get(short.body.id))?.state).toBe("done");
      expect((await archive.get(long.body.id))?.deliveries[0]).toMatchObject({
        state: "pending",
        attempts: [],
        crashes: 0,
      });
    }
  });
});

describe.each(["memory", "sqlite"])("sync mode on %s", (store) => {
  const sync = { mode: "sync" };

  test("200 when the handlers succeed; a repeat is a duplicate", async () => {
    inbox = make(store, sync);
    let runs = 0;
    inbox.on("github", "*", () => void (runs += 1));
    await inbox.start();
    const first = await send("{}", { "x-github-delivery": "s1" });
    expect(first).toMatchObject({ status: 200, body: { status: "accepted" } });
    expect(await stateOf(first.body.id)).toBe("done");
    expect(await send("{}", { "x-github-delivery": "s1" })).toMatchObject({
      status: 200,
      body: { status: "duplicate", id: first.body.id },
    });
    expect(runs).toBe(1);
  });

  test("500 when one fails; the event is kept; the sender's retry runs again only what failed", async () => {
    inbox = make(store, sync);
    const runs = { good: 0, bad: 0 };
    inbox.on("github", "*", () => void (runs.good += 1), { name: "good" });
    inbox.on(
      "github",
      "*",
      () => {
        runs.bad += 1;
        if (runs.bad < 3) throw new Error("not yet");
      },
      { name: "bad" },
    );
    await inbox.start();
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push(await send("{}", { "x-github-delivery": "s2" }));
    expect(answers.map((a) => a.status)).toEqual([500, 500, 200, 200]);
    expect(answers[0]?.body.code).toBe("HANDLER_FAILED");
    expect(runs).toEqual({ good: 1, bad: 3 });
    expect((await inbox.archive.list({})).items).toHaveLength(1);
    expect((await inbox.archive.list({})).items[0]?.state).toBe("done");
  });

  test("a repeat joins a running attempt, or is sent away after the sync timeout; no second run", async () => {
    inbox = make(store, { ...sync, syncTimeout: 1_000 });
    let runs = 0;
    let finish = () => {};
    inbox.on("github", "*", () => {
      runs += 1;
      return new Promise<void>((resolve) => (finish = resolve));
    });
    await inbox.start();
    const [a, b] = await Promise.all([
      send("{}", { "x-github-delivery": "s3" }),
      send("{}", { "x-github-delivery": "s3" }),
    ]);
    expect([a.status, b.status]).toEqual([503, 503]);
    expect(a.body.code).toBe("HANDLER_RUNNING");
    const joined = send("{}", { "x-github-delivery": "s3" });
    setTimeout(() => finish(), 30);
    expect((await joined).status).toBe(200);
    expect(runs).toBe(1);
  });

  test("a process that does not work refuses a sync source", async () => {
    inbox = make(store, sync);
    await expect(inbox.start({ work: false })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining("answers after its handlers have run"),
    });
  });
});

test("a form that only carries JSON in one field is that JSON: its type, and what the handler gets", async () => {
  inbox = make("memory");
  const seen: unknown[] = [];
  inbox.on("github", "issues.opened", (event) => void seen.push(event.payload));
  await inbox.start();
  const form = `payload=${encodeURIComponent('{"action":"opened","n":1}')}`;
  const type = { "content-type": "application/x-www-form-urlencoded" };
  expect((await send(form, type)).status).toBe(202);
  await expect.poll(() => seen).toEqual([{ action: "opened", n: 1 }]);
  expect(await send("payload=%7Bnope", type)).toMatchObject({ status: 400, body: { code: "MALFORMED_BODY" } });
});
