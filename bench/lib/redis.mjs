import { freePort, launch, listens, until } from "./processes.mjs";

/**
 * A Redis without persistence, as fast as it gets: it flushes nothing and loses all when it ends. With `flushed`, one that
 * answers after the flush of each write, as a durable receiver would need it.
 */
export async function startRedis(dir, { flushed = false } = {}) {
  const port = await freePort();
  const args = [
    "--port",
    port,
    "--bind",
    "127.0.0.1",
    "--save",
    "",
    "--dir",
    dir,
    "--appendonly",
    flushed ? "yes" : "no",
    "--appendfsync",
    flushed ? "always" : "no",
    "--maxmemory-policy",
    "noeviction",
  ];
  const child = launch("redis", "redis-server", args.map(String), { dir });
  await until(child, listens(port));
  return { child, url: `redis://127.0.0.1:${port}/0` };
}
