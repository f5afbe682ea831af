// What people who look cost those who send: node bench/admin.mjs [--events 1000000] [--store sqlite:FILE] [--rate 500]
// The answer's p99 at a fixed rate, without and with one that searches all the time, in turn.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createStore } from "../dist/stores/open.js";
import { startHookinbox } from "./contestants/hookinbox.mjs";
import { fill } from "./lib/fill.mjs";
import { failures, sendLoad } from "./lib/load.mjs";
import { machine } from "./lib/machine.mjs";
import { freshDir } from "./lib/paths.mjs";
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
/** Words of all, of one, of none; a rare destination; the newest. */
const QUESTIONS = ["q=issues", "q=k-99999", "q=nowhere", "q=rate+limit", "destination=rare/*", "state=dead", ""];

async function prepare() {
  const store = await createStore(url, undefined, { search: true });
  await store.open();
  if (args.store === undefined) await fill(store, Number(args.events));
  const [newest] = (await store.list({ limit: 1 })).items;
  while ((await store.list({ q: newest.id, limit: 1 })).items.length === 0)
    await new Promise((resolve) => setTimeout(resolve, 200));
  await store.close();
}

/** Asks one question after the other until it is told to stop; the times of the answers. */
function look(admin) {
  let looking = true;
  const took = [];
  const ended = (async () => {
    for (let i = 0; looking; i++) {
      const startedAt = performance.now();
      const answer = await fetch(`http://127.0.0.1:${admin}/api/events?${QUESTIONS[i % QUESTIONS.length]}`);
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`the admin API answered ${answer.status}`);
      took.push(performance.now() - startedAt);
    }
    return took;
  })();
  return {
    stop() {
      looking = false;
      return ended;
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
