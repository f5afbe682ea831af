import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

const TICKS_PER_SECOND = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** `{ parent, ticks }` of a process: all its threads, and the children that it has reaped. `undefined` once it is gone. */
function readStat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    // Fields are counted from the last ")": the command's name may hold blanks and brackets.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number);
    return { parent: Number(fields[1]), ticks: utime + stime + cutime + cstime };
  } catch {
    return undefined;
  }
}

/** CPU seconds used so far by `roots` and everything that stems from them: workers, commands, threads. */
export function cpuSeconds(roots) {
  const stats = new Map();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readStat(name);
    if (stat) stats.set(Number(name), stat);
  }
  const belongs = (pid) => {
    for (let at = pid; at > 1; at = stats.get(at)?.parent ?? 0) if (roots.includes(at)) return true;
    return false;
  };
  let ticks = 0;
  for (const [pid, stat] of stats) if (belongs(pid)) ticks += stat.ticks;
  return ticks / TICKS_PER_SECOND;
}

/** Resident bytes of one process. */
export function residentBytes(pid) {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"));
  return line ? Number(line[1]) * 1024 : 0;
}

/**
 * Waits until `roots` have nothing left to do: less than a twentieth of a core over a quarter of a second, twice.
 * False when they still work after `limit` ms.
 */
export async function untilIdle(roots, limit) {
  const deadline = Date.now() + limit;
  let quiet = 0;
  let before = cpuSeconds(roots);
  while (Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const now = cpuSeconds(roots);
    quiet = now - before <= 0.0125 ? quiet + 1 : 0;
    before = now;
    if (quiet === 2) return true;
  }
  return false;
}
