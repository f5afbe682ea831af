import { statSync } from "node:fs";
import { cpuSeconds, residentBytes, untilIdle } from "./cpu.mjs";
import { failures, sendLoad } from "./load.mjs";
import { freshDir } from "./paths.mjs";
import { end } from "./processes.mjs";

/** Long enough for V8 to have compiled what is hot: what it takes is a start-up cost, of bare and of Express as well. */
const WARM_UP_SECONDS = 2;
const SETTLE_LIMIT = 20_000;

/** The greatest size that a file has had, looked at every 50 ms. */
export function watchSize(path) {
  let most = 0;
  const look = () => {
    try {
      most = Math.max(most, statSync(path).size);
    } catch {
      // Not there yet, or not any more.
    }
    return most;
  };
  const timer = setInterval(look, 50);
  return { most: look, stop: () => clearInterval(timer) };
}

/**
 * One contestant, once: started anew, warmed up, loaded for `seconds`, left to finish what it has taken, ended.
 * `cpu`: µs a request while the load runs; `life`: µs an event until all of it is handled and nothing runs any more.
 */
export async function runRound(contestant, { seconds, rate = 0, connections = 64 }) {
  const dir = freshDir(contestant.name);
  const server = await contestant.start({ dir });
  const wal = server.wal && watchSize(server.wal);
  try {
    return await measure(server, { seconds, rate, connections, wal });
  } finally {
    wal?.stop();
    for (const child of server.processes) await end(child);
  }
}

async function measure(server, { seconds, rate, connections, wal }) {
  const pids = server.processes.map((child) => child.pid);
  const { port, path, expect } = server;
  await sendLoad({ port, path, expect, connections, seconds: WARM_UP_SECONDS });
  await untilIdle(pids, SETTLE_LIMIT);
  await server.loop?.();
  const before = cpuSeconds(pids);
  const load = await sendLoad({ port, path, expect, connections, rate, seconds });
  const after = cpuSeconds(pids);
  const loop = await server.loop?.();
  const settled = await untilIdle(pids, SETTLE_LIMIT);
  const last = cpuSeconds(pids);
  const each = (used) => (used / load.answered) * 1e6;
  return {
    ...load,
    failures: failures(load),
    cpu: each(after - before),
    life: settled ? each(last - before) : undefined,
    generator: (load.cpuSeconds / load.answered) * 1e6,
    rss: residentBytes(pids[0]) / 2 ** 20,
    ...(wal ? { wal: wal.most() / 2 ** 20 } : {}),
    ...(loop ? { loopP99: loop.p99, loopMax: loop.max, loopBusy: loop.busy } : {}),
  };
}
