// What people who look cost those who send: node bench/admin.mjs [--events 1000000] [--store sqlite:FILE] [--rate 500]
// The answer's p99 at a fixed rate, without and with one that searches all the time, in turn.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createStore } from "../dist/stores/open.js";
import { startHookinbox } from "./contestants/hookinbox.mjs";
import { fill } from "./lib/fill.mjs";
import { failures, sendLoad } from "./lib/load.mjs";
import { machine } from "./lib/machine.mjs";
import { freshDir, servers } from "./lib/paths.mjs";
import { quantile } from "./lib/quantiles.mjs";
import { table, tenth, whole } from "./lib/table.mjs";

const { values: args } = parseArgs({
  options: {
    events: { type: "string", default: "1000000" },
    store: { type: "string" },
    rate: { type: "string", default: "500" },
    seconds: { type: "string", default: "10" },
    rounds: { type: "string", default: "3" },
  },
});
const dir = freshDir("admin");
const url = args.store ?? `sqlite:${join(dir, "admin.db")}`;

async function prepare() {
  const store = await createStore(url, undefined, { search: true });
  await store.open();
  if (args.store === undefined) await fill(store, Number(args.events));
  const [newest] = (await store.list({ limit: 1 })).items;
  while ((await store.list({ q: newest.id, limit: 1 })).items.length === 0)
    await new Promise((resolve) => setTimeout(resolve, 200));
  await store.close();
}

/** One who asks all the time until it is told to stop; the times of the answers. It would sit elsewhere: here it has what cores are left. */
function look(admin) {
  const child = spawn("nice", ["-n", "19", process.execPath, join(servers, "looker.mjs"), String(admin)]);
  let text = "";
  child.stdout.on("data", (chunk) => (text += chunk));
  const ended = new Promise((resolve) => child.on("close", resolve));
  return {
    async stop() {
      child.kill("SIGTERM");
      await ended;
      return JSON.parse(text);
    },
  };
}

await prepare();
const server = await startHookinbox({ dir, store: url, search: true, logLevel: "warn", work: false });
const rows = [];
try {
  for (let round = 0; round < Number(args.rounds); round++) {
    for (const searched of [false, true]) {
      const looking = searched ? look(server.admin) : undefined;
      const load = await sendLoad({ ...server, seconds: Number(args.seconds), rate: Number(args.rate) });
      const took = (await looking?.stop()) ?? [];
      rows.push({ searched, load, took });
    }
  }
} finally {
  for (const one of server.processes) one.kill();
}
const best = (searched, of) => Math.min(...rows.filter((row) => row.searched === searched).map(({ load }) => load[of]));
const COLUMNS = [
  { head: "beside the accepts", text: ({ searched }) => (searched ? "searches" : "nothing"), left: true },
  { head: "answered/s", text: ({ load }) => whole(load.rps) },
  { head: "p50 ms", text: ({ load }) => tenth(load.p50) },
  { head: "p99 ms", text: ({ load }) => tenth(load.p99) },
  { head: "not 2xx", text: ({ load }) => whole(failures(load)) },
  { head: "searches/s", text: ({ took }) => tenth(took.length / Number(args.seconds)) },
  { head: "search p99 ms", text: ({ took }) => (took.length > 0 ? tenth(quantile(took, 0.99)) : "") },
];
console.log(`${machine()}\n\n${table(COLUMNS, rows)}`);
console.log(
  `\nbest p99: ${tenth(best(true, "p99"))} : ${tenth(best(false, "p99"))} = ${tenth(best(true, "p99") / best(false, "p99"))} (at most 1.5)`,
);
