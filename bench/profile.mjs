// Where does the CPU of an accept go? node bench/profile.mjs [--work] [--seconds S] [--log silent] [--cpu-prof | --strace | --perf]
// Always by thread; with an option by JavaScript function, system call or symbol. The profilers cost time themselves:
// read their shares, not their sums.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startHookinbox } from "./contestants/hookinbox.mjs";
import { untilIdle } from "./lib/cpu.mjs";
import { profileReport } from "./lib/cpu-profile.mjs";
import { sendLoad } from "./lib/load.mjs";
import { freshDir, servers } from "./lib/paths.mjs";
import { end } from "./lib/processes.mjs";
import { table, tenth } from "./lib/table.mjs";
import { threadCosts, threadTicks } from "./lib/threads.mjs";

const { values: args } = parseArgs({
  options: {
    work: { type: "boolean", default: false },
    seconds: { type: "string", default: "4" },
    log: { type: "string", default: "" },
    "cpu-prof": { type: "boolean", default: false },
    strace: { type: "boolean", default: false },
    perf: { type: "boolean", default: false },
  },
});

const dir = freshDir("profile");
const profiles = join(dir, "profiles");
mkdirSync(profiles);

function nodeArgs() {
  if (args.perf) return ["--perf-basic-prof"];
  if (args["cpu-prof"])
    return ["--cpu-prof", "--cpu-prof-dir", profiles, "--import", join(servers, "profile-threads.mjs")];
  return [];
}

/** A tracer of the running server; `stop()` gives what it found, as text. */
function trace(pid) {
  const output = join(dir, "trace");
  if (args.strace)
    return tracer("strace", ["-f", "-c", "-S", "time", "-o", output, "-p", String(pid)], () =>
      execFileSync("cat", [output], { encoding: "utf8" }),
    );
  if (args.perf)
    return tracer("perf", ["record", "-F", "997", "-g", "-o", output, "-p", String(pid)], () => perfReport(output));
  return { stop: async () => "" };
}

function tracer(command, argv, read) {
  const child = spawn(command, argv, { stdio: "ignore" });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  return {
    async stop() {
      child.kill("SIGINT");
      await ended;
      return read();
    },
  };
}

const perfReport = (file) =>
  execFileSync(
    "perf",
    [
      "report",
      "-i",
      file,
      "--no-children",
      "-g",
      "none",
      "--sort",
      "pid,dso,symbol",
      "--percent-limit",
      "0.4",
      "--stdio",
    ],
    {
      encoding: "utf8",
      maxBuffer: 2 ** 26,
      stdio: ["ignore", "pipe", "ignore"],
    },
  );

const server = await startHookinbox({ dir, work: args.work, logLevel: args.log, nodeArgs: nodeArgs() });
const { pid } = server.processes[0];
const { port, path, expect } = server;
const warm = await sendLoad({ port, path, expect, seconds: 1 });
await untilIdle([pid], 20_000);
const tracing = trace(pid);
const before = threadTicks(pid);
const load = await sendLoad({ port, path, expect, seconds: Number(args.seconds) });
if (args.work) await untilIdle([pid], 20_000);
const costs = threadCosts(before, threadTicks(pid), load.answered);
const traced = await tracing.stop();
for (const child of server.processes) await end(child, 15_000);

const sum = costs.reduce((total, { user, system }) => total + user + system, 0);
console.log(`${load.rps.toFixed(0)} requests/s, p99 ${load.p99.toFixed(1)} ms, ${sum.toFixed(1)} us of CPU a request`);
console.log(
  table(
    [
      { head: "thread", text: (row) => String(row.tid), left: true },
      { head: "name", text: (row) => row.name, left: true },
      { head: "user us", text: (row) => tenth(row.user) },
      { head: "system us", text: (row) => tenth(row.system) },
    ],
    costs,
  ),
);
if (traced) console.log(`\n${traced}`);
if (args["cpu-prof"]) console.log(`\n${profileReport(profiles, warm.answered + load.answered)}`);
process.exit();
