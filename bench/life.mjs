// How many events a second does one process accept, handle (empty handler) and settle, while it goes on receiving?
// Counted from the settled deliveries in the store. node bench/life.mjs [SECONDS] [RATE]
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startHookinbox } from "./contestants/hookinbox.mjs";
import { untilIdle } from "./lib/cpu.mjs";
import { failures, sendLoad } from "./lib/load.mjs";
import { freshDir } from "./lib/paths.mjs";
import { end } from "./lib/processes.mjs";
import { watchSize } from "./lib/round.mjs";

const { DatabaseSync } = createRequire(import.meta.url)("@photostructure/sqlite");

/** What was settled between two moments, and how long it took from its request to its settlement. */
function countSettled(path, from, to) {
  const db = new DatabaseSync(path, { readOnly: true });
  const one = (sql, ...values) => Number(Object.values(db.prepare(sql).get(...values))[0] ?? 0);
  const window = "FROM hookinbox_deliveries d WHERE d.state = 'done' AND d.ended_at >= ? AND d.ended_at < ?";
  const settled = one(`SELECT count(*) ${window}`, from, to);
  const waited = (q) =>
    one(
      `SELECT d.ended_at - e.received_at AS waited ${window.replace("d WHERE", "d JOIN hookinbox_events e USING (seq) WHERE")}
       ORDER BY waited LIMIT 1 OFFSET ?`,
      from,
      to,
      Math.floor(q * Math.max(0, settled - 1)),
    );
  const result = {
    settled,
    p50: waited(0.5),
    p99: waited(0.99),
    done: one("SELECT count(*) FROM hookinbox_deliveries WHERE state = 'done'"),
    events: one("SELECT count(*) FROM hookinbox_events"),
  };
  db.close();
  return result;
}

/** @returns `{ text, settled (events/s), accepted (events/s), loopP99 (ms), wal (MB), lost }` */
export async function life({ seconds = 8, rate = 0 } = {}) {
  const dir = freshDir("life");
  const server = await startHookinbox({ dir });
  const wal = watchSize(server.wal);
  try {
    const pids = server.processes.map((child) => child.pid);
    const { port, path, expect } = server;
    const warm = await sendLoad({ port, path, expect, seconds: 0.9 });
    await untilIdle(pids, 20_000);
    await server.loop();
    const from = Date.now();
    const load = await sendLoad({ port, path, expect, seconds, rate });
    const to = from + seconds * 1000;
    const loop = await server.loop();
    await untilIdle(pids, 30_000);
    const counted = countSettled(join(dir, "bench.db"), from, to);
    return summary({ seconds, load, loop, counted, taken: warm.answered + load.answered, wal: wal.most() });
  } finally {
    wal.stop();
    for (const child of server.processes) await end(child);
  }
}

function summary({ seconds, load, loop, counted, taken, wal }) {
  const settled = counted.settled / seconds;
  const lost = taken - counted.done;
  const text = [
    `accepted, handled (empty handler) and settled, in one process while receiving, over ${seconds} s:`,
    `  accepted ${load.rps.toFixed(0)}/s, settled ${settled.toFixed(0)}/s; request to settled p50 ${counted.p50} ms, p99 ${counted.p99} ms`,
    `  answer p99 ${load.p99.toFixed(1)} ms, main-loop delay p99 ${loop?.p99.toFixed(1) ?? "?"} ms, WAL at most ${(wal / 2 ** 20).toFixed(1)} MB`,
    `  of ${taken} answered, ${counted.events} are stored and ${counted.done} settled at the end; ${failures(load)} answers were not a 2xx`,
  ].join("\n");
  return { text, settled, accepted: load.rps, p99: load.p99, loopP99: loop?.p99, wal: wal / 2 ** 20, lost };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [seconds, rate] = process.argv.slice(2).map(Number);
  console.log((await life({ seconds: seconds || 8, rate: rate || 0 })).text);
  process.exit();
}
