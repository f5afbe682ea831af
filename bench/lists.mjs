// What an admin asks of a store with a million events: node bench/lists.mjs [--events 1000000] [--store sqlite,postgres] [--search]
// In two runs, as filling takes longer than asking: --url URL --fill, then --url URL.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { newEventId } from "../dist/ids.js";
import { createStore } from "../dist/stores/open.js";
import { machine } from "./lib/machine.mjs";
import { freshDir } from "./lib/paths.mjs";
import { startPostgres } from "./lib/postgres.mjs";
import { quantile } from "./lib/quantiles.mjs";
import { table, tenth } from "./lib/table.mjs";

const { values: args } = parseArgs({
  options: {
    events: { type: "string", default: "1000000" },
    store: { type: "string", default: "sqlite,postgres" },
    search: { type: "boolean", default: false },
    url: { type: "string" },
    fill: { type: "boolean", default: false },
  },
});
const EVENTS = Number(args.events);
const BATCH = 500;
const START = Date.now() - EVENTS;

/** Of a hundred events 30 are owed to nobody, 66 done, 2 dead, 2 still pending; 50 run, and a few are rare in everything. */
function eventOf(i) {
  const rare = i % 50_000 === 7;
  const owed = i % 10 < 7;
  return {
    id: newEventId(START + i),
    source: rare ? "rare" : ["github", "stripe", "shopify"][i % 3],
    key: `k-${i}`,
    type: rare ? "rare.type" : `type.${i % 50}`,
    headers: ["content-type", "application/json", "user-agent", "bench"],
    body: Buffer.from(`{"n":${i},"text":"some words of an event that is not too short"}`),
    receivedAt: START + i,
    destinations: rare ? ["rare/*"] : owed ? [i % 100 < 2 ? "dies/*" : i % 100 < 4 ? "waits/*" : "runs/*"] : [],
  };
}

async function fill(store) {
  for (let i = 0; i < EVENTS; i += BATCH * 4) {
    const batches = [0, 1, 2, 3].map((n) => Array.from({ length: BATCH }, (_, k) => eventOf(i + n * BATCH + k)));
    await Promise.all(batches.map((batch) => store.accept(batch)));
  }
  for (const [name, outcome] of [
    ["runs/*", "done"],
    ["dies/*", "dead"],
  ]) {
    for (;;) {
      const request = { worker: "bench", lease: 60_000, limit: 1000, destinations: [{ name, limit: 1000 }] };
      const leases = await store.claim(request);
      if (leases.length === 0) break;
      const at = { startedAt: START, endedAt: START + 5, outcome, error: "Error: it died" };
      await store.settle(leases.map(({ delivery, token }) => ({ delivery, token, ...at })));
    }
  }
  await store.claim({ worker: "bench", lease: 60_000, limit: 50, destinations: [{ name: "waits/*", limit: 50 }] });
}

const QUESTIONS = {
  all: {},
  source: { source: "stripe" },
  "rare source": { source: "rare" },
  type: { type: "type.7" },
  "rare type": { type: "rare.type" },
  "no such type": { type: "none" },
  pending: { state: "pending" },
  running: { state: "running" },
  done: { state: "done" },
  dead: { state: "dead" },
  unhandled: { state: "unhandled" },
  destination: { destination: "dies/*" },
  "rare destination": { destination: "rare/*" },
  "dead of a source": { state: "dead", source: "github" },
  "an hour ago": { after: START, until: START + 60_000 },
  words: { q: "k-99999" },
  "words of all": { q: "words event" },
  "words that are nowhere": { q: "nowhere" },
};

/** Each answer's time, and how many answers it takes to fill a page or to know that there are no more. */
async function ask(store, query) {
  const took = [];
  let answers = 0;
  for (let round = 0; round < 5; round++) {
    let found = 0;
    let before;
    answers = 0;
    do {
      const startedAt = performance.now();
      const page = await store.list({ ...query, before, limit: 100 });
      took.push(performance.now() - startedAt);
      answers += 1;
      found += page.items.length;
      before = page.next;
    } while (found < 100 && before !== null && answers < 40);
  }
  return { p50: quantile(took, 0.5), p99: quantile(took, 0.99), answers };
}

/** How long it takes until the words of the oldest and of the newest are found, in s. */
async function indexed(store) {
  const startedAt = performance.now();
  const isFound = async (i) => (await store.list({ q: `k-${i}`, limit: 1 })).items.length > 0;
  while (!((await isFound(0)) && (await isFound(EVENTS - 1)))) await new Promise((resolve) => setTimeout(resolve, 500));
  return ((performance.now() - startedAt) / 1000).toFixed(0);
}

const COLUMNS = ["question", "p50 ms", "p99 ms", "answers for a page"].map((head, at) => ({
  head,
  text: (row) => row[at],
  left: at === 0,
}));

async function fillTimed(store) {
  const startedAt = performance.now();
  await fill(store);
  console.log(`${EVENTS} events in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  if (args.search) console.log(`  its words are indexed after another ${await indexed(store)} s`);
}

async function askAll(store) {
  const rows = [];
  for (const [question, query] of Object.entries(QUESTIONS)) {
    const { p50, p99, answers } = await ask(store, query);
    rows.push([question, tenth(p50), tenth(p99), String(answers)]);
  }
  const quick = { stats: () => store.stats(), dead: () => store.dead({}), feed: () => store.feed({}) };
  for (const [question, run] of Object.entries(quick)) {
    const took = [];
    for (let i = 0; i < 5; i++) {
      const at = performance.now();
      await run();
      took.push(performance.now() - at);
    }
    rows.push([question, tenth(quantile(took, 0.5)), tenth(quantile(took, 1)), "1"]);
  }
  console.log(table(COLUMNS, rows));
}

async function measure(url, steps) {
  const store = await createStore(url, undefined, { search: args.search });
  await store.open();
  for (const step of steps) await step(store);
  await store.close();
}

console.log(await machine());
if (args.url) await measure(args.url, [args.fill ? fillTimed : askAll]);
else
  for (const kind of args.store.split(",")) {
    console.log(`\n${kind}`);
    if (kind === "sqlite") await measure(`sqlite:${join(freshDir("lists"), "lists.db")}`, [fillTimed, askAll]);
    else {
      const server = await startPostgres("lists-postgres");
      await measure(await server.database(), [fillTimed, askAll]);
      await server.stop();
    }
  }
