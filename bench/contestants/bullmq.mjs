import { join } from "node:path";
import { SECRET } from "../lib/load.mjs";
import { servers } from "../lib/paths.mjs";
import { freePort, launch, saysReady, until } from "../lib/processes.mjs";
import { missing } from "../lib/programs.mjs";
import { startRedis } from "../lib/redis.mjs";

async function start({ dir, work, flushed = false }) {
  const redis = await startRedis(dir, { flushed });
  const port = await freePort();
  const env = { PORT: String(port), SECRET, REDIS_URL: redis.url, NODE_ENV: "production" };
  const programs = [["express", "express-bullmq.mjs"], ...(work ? [["worker", "bullmq-worker.mjs"]] : [])];
  const children = programs.map(([name, file]) => launch(name, process.execPath, [join(servers, file)], { dir, env }));
  for (const child of children) await until(child, saysReady(child));
  return { port, path: "/github", processes: [...children, redis.child] };
}

const unavailable = () => missing(["redis-server"]);

/** Its best case as a receiver: nobody works the queue off meanwhile. */
export const bullmqAccept = {
  name: "bullmq-accept",
  title: "Express 5 + BullMQ + Redis, accepts, flushes nothing",
  unavailable,
  start: (options) => start({ ...options, work: false }),
};

export const bullmq = {
  name: "bullmq",
  title: "Express 5 + BullMQ + Redis, whole life (worker process)",
  unavailable,
  start: (options) => start({ ...options, work: true }),
};

/** Its whole life with every write of Redis flushed: what is compared with a store that flushes. Not in the usual rounds. */
export const bullmqFlushed = {
  name: "bullmq-flushed",
  title: "Express 5 + BullMQ + Redis appendfsync always, whole life",
  unavailable,
  start: (options) => start({ ...options, work: true, flushed: true }),
};
