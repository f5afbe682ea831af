// Loaded with --import before hookinbox's own command line: how late does the main thread's event loop run?
// SIGUSR2 writes what was seen since the last SIGUSR2 to BENCH_LOOP_FILE, and starts again.
import { renameSync, writeFileSync } from "node:fs";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

const file = process.env.BENCH_LOOP_FILE;

function watch() {
  // A probe each millisecond, and the millisecond itself is not taken off: the figure is at most 1 ms too high.
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let since = performance.eventLoopUtilization();
  process.on("SIGUSR2", () => {
    const busy = performance.eventLoopUtilization(since).utilization;
    since = performance.eventLoopUtilization();
    const ms = (nanoseconds) => nanoseconds / 1e6;
    const seen = { p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)), max: ms(delay.max), busy };
    delay.reset();
    writeFileSync(`${file}.new`, JSON.stringify({ ...seen, memory: process.memoryUsage() }));
    renameSync(`${file}.new`, file);
  });
}

if (isMainThread && file) watch();
