import { readdirSync, readFileSync } from "node:fs";

/** CPU of each thread of a process: `Map` of tid to `{ name, user, system }` in ticks. */
export function threadTicks(pid) {
  const threads = new Map();
  for (const tid of readdirSync(`/proc/${pid}/task`)) {
    try {
      const text = readFileSync(`/proc/${pid}/task/${tid}/stat`, "latin1");
      const end = text.lastIndexOf(")");
      const fields = text.slice(end + 2).split(" ");
      threads.set(Number(tid), {
        name: text.slice(text.indexOf("(") + 1, end),
        user: Number(fields[11]),
        system: Number(fields[12]),
      });
    } catch {
      // It has ended since the folder was read.
    }
  }
  return threads;
}

/** What each thread used between two readings, in µs for each of `count`; the busiest first. */
export function threadCosts(before, after, count) {
  const each = (ticks) => (ticks * 1e4) / count;
  return [...after]
    .map(([tid, { name, user, system }]) => {
      const was = before.get(tid) ?? { user: 0, system: 0 };
      return { tid, name, user: each(user - was.user), system: each(system - was.system) };
    })
    .filter(({ user, system }) => user + system >= 0.05)
    .sort((a, b) => b.user + b.system - a.user - a.system);
}
