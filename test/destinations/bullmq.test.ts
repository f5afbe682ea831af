import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterEach, describe, expect, test } from "vitest";
import { toBullmqDestination } from "../../src/destinations/bullmq/bullmq.ts";
import { toBullmq } from "../../src/destinations/bullmq/to-bullmq.ts";
import type { Destination } from "../../src/destinations/destination.ts";
import { newEventId } from "../../src/ids.ts";
import { createInbox } from "../../src/inbox.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { waitFor } from "../../src/testing/wait-for.ts";
import { sign } from "../../src/verify/sign/sign.ts";
import { createWorker } from "../../src/worker.ts";
import { type RedisServer, redisServer } from "./redis.fixture.ts";

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanup.splice(0).reverse()) await clean();
});

async function redis(...more: string[]): Promise<RedisServer> {
  const server = await redisServer(...more);
  cleanup.push(server.remove);
  return server;
}

const QUEUE = "webhooks";

function destinationTo(url: string): Destination {
  const about = { name: "jobs", concurrency: 10, timeout: 5_000, retry: Array(200).fill(50) };
  const context = { credentials: () => [], jsonField: () => undefined };
  return toBullmqDestination({ kind: "bullmq", queue: QUEUE, connection: url, job: {} }, about, context);
}

interface Done {
  readonly job: string;
  readonly event: string;
  readonly n: number;
  readonly body: string;
}

/** A worker of BullMQ in a process of its own; what it has done so far. */
function startWorker(url: string): () => Done[] {
  const folder = mkdtempSync(join(tmpdir(), "hookinbox-bullmq-"));
  const out = join(folder, "done");
  const program = fileURLToPath(new URL("bullmq-worker.fixture.mjs", import.meta.url));
  const child = spawn(process.execPath, [program, url, QUEUE, out], { stdio: "ignore" });
  cleanup.push(() => {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => (existsSync(out) ? readFileSync(out, "utf8").trim().split("\n") : []).map((line) => JSON.parse(line));
}

const EVENTS = 300;

/** Events come in while Redis is killed and comes back; what its worker did of them, once all deliveries are done. */
async function underKill(wrap: (destination: Destination) => Destination): Promise<Done[]> {
  const server = await redis();
  const done = startWorker(server.url);
  const store = memoryStore();
  await store.open();
  const destination = wrap(destinationTo(server.url));
  await destination.open?.(() => {});
  cleanup.push(() => destination.close?.());
  const worker = createWorker({
    queue: store,
    destinations: [destination],
    name: "test",
    concurrency: 10,
    lease: 30_000,
    poll: 10,
    stopTimeout: 1_000,
    clock: Date.now,
    observer: {},
  });
  worker.start();
  cleanup.push(worker.stop);
  const accept = async (from: number, to: number): Promise<void> => {
    for (let n = from; n < to; n++) {
      const body = Buffer.from(`{"n":${n}}`);
      const headers = ["content-type", "application/json"];
      const event = { id: newEventId(), source: "github", key: `k${n}`, type: "push", headers, body };
      await store.accept([{ ...event, receivedAt: Date.now(), destinations: ["jobs"] }]);
      worker.wake();
      if (n % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const kill = async (after: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, after));
    await server.kill();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await server.start();
  };
  await Promise.all([accept(0, EVENTS), kill(40)]);
  await waitFor(async () => (await store.stats()).deliveries.done === EVENTS, { timeout: "15s" });
  let before = -1;
  await waitFor(
    async () => {
      const now = done().length;
      const settled = now === before && now > 0;
      before = now;
      if (now < EVENTS && !settled) return false;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return done().length === now;
    },
    { timeout: "15s" },
  );
  return done();
}

describe("a BullMQ queue", () => {
  test("Redis is killed and comes back: nothing is lost, and no event has two jobs", async () => {
    const done = await underKill((destination) => destination);
    expect(new Set(done.map(({ n }) => n)).size).toBe(EVENTS);
    expect(new Set(done.map(({ job }) => job)).size).toBe(EVENTS);
    expect(new Set(done.map(({ event }) => event)).size).toBe(EVENTS);
    expect(done[0]?.body).toMatch(/^\{"n":\d+\}$/);
  });

  test("control: one that is done before Redis has the job loses some", async () => {
    const done = await underKill((destination) => ({
      ...destination,
      deliver: async (...of) => void destination.deliver(...of).catch(() => {}),
    }));
    expect(new Set(done.map(({ n }) => n)).size).toBeLessThan(EVENTS);
  });

  test("a second try adds nothing, nor after the job was done; another delivery does", async () => {
    const server = await redis();
    const destination = destinationTo(server.url);
    await destination.open?.(() => {});
    cleanup.push(() => destination.close?.());
    const event = {
      id: "evt_1",
      source: "github",
      key: null,
      type: "push",
      headers: ["Content-Type", "application/json", "Cookie", "a"],
      body: Buffer.from([0x7b, 0x7d]),
      size: 2,
      receivedAt: 7,
    };
    const lease = { delivery: "dlv:1", token: 1, destination: "jobs", attempt: 1, crashes: 0, event };
    const deliver = (delivery: string) =>
      destination.deliver({ ...lease, delivery }, new AbortController(), undefined as never);
    const connection = new Redis(server.url, { maxRetriesPerRequest: null });
    const queue = new Queue(QUEUE, { connection });
    cleanup.push(() => queue.close().then(() => connection.disconnect()));
    expect(await deliver("dlv:1")).toBe("job hookinbox-dlv-1 is in the queue webhooks");
    await deliver("dlv:1");
    expect(await queue.count()).toBe(1);
    const job = await queue.getJob("hookinbox-dlv-1");
    expect(job?.name).toBe("push");
    expect(job?.data).toEqual({
      id: "evt_1",
      source: "github",
      type: "push",
      key: null,
      receivedAt: 7,
      headers: { "content-type": "application/json" },
      body: "e30=",
      payload: {},
    });
    await deliver("dlv:2");
    expect(await queue.count()).toBe(2);
  });

  /** A queue of the app's own, and an inbox with two sources that hands all its events to it. */
  async function inCode(...more: string[]) {
    const server = await redis(...more);
    const connection = new Redis(server.url, { maxRetriesPerRequest: null });
    const queue = new Queue(QUEUE, { connection, skipVersionCheck: true });
    cleanup.push(() => queue.close().then(() => connection.disconnect()));
    const secret = "0123456789abcdef";
    const inbox = createInbox({
      store: "memory:",
      sources: { github: { provider: "github", secret }, gitlab: { provider: "gitlab", secret } },
      work: { retry: [50] },
      log: { level: "silent" },
    });
    inbox.on("*", "*", toBullmq(queue, { jobName: "webhook" }));
    await inbox.start();
    cleanup.push(inbox.stop);
    return { queue, inbox, connection, secret };
  }

  test("in code: toBullmq with a queue of the app's own", async () => {
    const { queue, inbox, secret } = await inCode();
    const signed = sign("github", { url: "http://x/in/github", body: '{"a":1}' }, { secret, type: "push" });
    expect((await inbox.fetch(new Request(signed.url, signed as RequestInit))).status).toBe(202);
    const [job] = await waitFor(async () => {
      const jobs = await queue.getJobs(["waiting"]);
      return jobs.length > 0 ? jobs : undefined;
    });
    expect(job?.name).toBe("webhook");
    expect(job?.id).toMatch(/^hookinbox-dlv_/);
    expect(job?.data).toMatchObject({ source: "github", type: "push", payload: { a: 1 } });
  });

  test("in code: a secret that its provider sends in a header does not go into Redis", async () => {
    const { queue, inbox, secret } = await inCode();
    const headers = { "content-type": "application/json", "x-gitlab-token": secret, "x-gitlab-event": "Push Hook" };
    const sent = new Request("http://x/in/gitlab", { method: "POST", headers, body: '{"object_kind":"push"}' });
    expect((await inbox.fetch(sent)).status).toBeLessThan(300);
    const [job] = await waitFor(async () => {
      const jobs = await queue.getJobs(["waiting"]);
      return jobs.length > 0 ? jobs : undefined;
    });
    expect(job?.data.headers).toMatchObject({ "x-gitlab-event": "Push Hook" });
    expect(JSON.stringify(job?.data)).not.toContain(secret);
  });

  test("in code: a Redis that drops keys gets nothing until it keeps them", async () => {
    const { queue, inbox, connection, secret } = await inCode("--maxmemory-policy", "allkeys-lru");
    const signed = sign("github", { url: "http://x/in/github", body: "{}" }, { secret, type: "push" });
    await inbox.fetch(new Request(signed.url, signed as RequestInit));
    const dead = await waitFor(async () => (await inbox.archive.dead({}))[0]);
    expect(dead.error).toMatch(/maxmemory-policy allkeys-lru/);
    expect(await queue.count()).toBe(0);
    await connection.config("SET", "maxmemory-policy", "noeviction");
    await inbox.replay(dead.event);
    await waitFor(async () => (await queue.count()) === 1);
  });

  test("does not start on a Redis that drops keys, warns of one that keeps nothing, and waits for one that is away", async () => {
    const open = async (url: string): Promise<string> => {
      const destination = destinationTo(url);
      const told: string[] = [];
      const failed = await destination
        .open?.(({ code }) => told.push(code))
        .then(
          () => undefined,
          (error: Error & { code: string }) => `${error.code}: ${error.message}`,
        );
      await destination.close?.();
      return failed ?? told.join();
    };
    const dropping = await redis("--maxmemory-policy", "allkeys-lru");
    expect(await open(dropping.url)).toMatch(/^DESTINATION_REFUSED: .*"jobs".*maxmemory-policy allkeys-lru/);
    const locked = await redis("--requirepass", "p");
    expect(await open(locked.url)).toMatch(/^DESTINATION_REFUSED: .*lets nobody in/);
    const forgetful = await redis("--appendonly", "no");
    expect(await open(forgetful.url)).toBe("DESTINATION_WEAK");
    expect(await open((await redis()).url)).toBe("");
    expect(await open("redis://127.0.0.1:9")).toBe("DESTINATION_AWAY");
  });
});
