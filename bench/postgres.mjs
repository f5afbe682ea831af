// The figures of the Postgres store: node bench/postgres.mjs [--quick] [--only accepts,queue,workers,archive]
import { parseArgs } from "node:util";
import { machine } from "./lib/machine.mjs";
import { namesOf } from "./lib/only.mjs";
import { startPostgres } from "./lib/postgres.mjs";
import { hundredth, table, tenth, whole } from "./lib/table.mjs";
import { accepts } from "./postgres/accepts.mjs";
import { dropDay, lists } from "./postgres/archive.mjs";
import { claimAndSettle, flatness } from "./postgres/queue.mjs";
import { workers } from "./postgres/workers.mjs";

const { values: args } = parseArgs({
  options: { quick: { type: "boolean", default: false }, only: { type: "string" } },
});
const [rounds, seconds, most] = args.quick ? [1, 2, 100_000] : [3, 4, 2_000_000];

const figures = [];
const atLeast = (name, bound, value, format) =>
  figures.push({ name, bound: `>= ${bound}`, value: format(value), state: value >= bound ? "pass" : "FAIL" });
const atMost = (name, bound, value, format) =>
  figures.push({ name, bound: `<= ${bound}`, value: format(value), state: value <= bound ? "pass" : "FAIL" });

const parts = {
  async accepts(server) {
    const best = await accepts(server, { rounds, seconds });
    console.log(
      Object.entries(best)
        .map(([name, value]) => `  ${name.padEnd(16)} ${tenth(value)}`)
        .join("\n"),
    );
    atLeast("accepts over HTTP, requests/s", 6000, best.accept, whole);
    atLeast("accepts : pg-boss send", 2.5, best.accept / best["pg-boss"], hundredth);
    atLeast("accepts : graphile-worker addJob", 2.5, best.accept / best["graphile-worker"], hundredth);
    if (best.bullmq) atLeast("whole life : BullMQ, Redis appendfsync always", 1, best.life / best.bullmq, hundredth);
    atMost("answers that were not a 2xx, or no new event", 0, best.failures, whole);
  },
  async queue(server) {
    const [plain, ordered] = [[], []];
    const eventOf = (i) => ({ lanes: [{ destination: "bench", key: `order ${i}`, version: null }] });
    for (let i = 0; i < rounds; i++) {
      plain.push(await claimAndSettle(server));
      ordered.push(await claimAndSettle(server, { eventOf }));
    }
    const [best, inLanes] = [Math.max(...plain), Math.max(...ordered)];
    console.log(`  claimed and settled ${whole(best)}/s, each in a lane of its own ${whole(inLanes)}/s`);
    atLeast("claimed and settled, deliveries/s", 20_000, best, whole);
    atMost("what lanes cost, of that", 0.25, 1 - inLanes / best, hundredth);
  },
  async workers(server) {
    for (const concurrency of args.quick ? [2, 8] : [1, 2, 8, 32]) {
      const { one, two } = await workers(server, { rounds, seconds, concurrency });
      for (const [name, { rate, workers, postgres }] of Object.entries({ one, two }))
        console.log(
          `  ${concurrency} at once, ${name}: ${whole(rate)}/s, cores: workers ${hundredth(workers)}, Postgres ${hundredth(postgres)}`,
        );
      atLeast(`2 workers : 1, each with ${concurrency} handlers at once`, 1.7, two.rate / one.rate, hundredth);
    }
  },
  async archive(server) {
    const { few, many, slowest } = await flatness(server, { most }, async (store) => ({ slowest: await lists(store) }));
    const day = most / 4;
    const dropped = await dropDay(server, day);
    console.log(`  claim of 16, p99: ${tenth(few)} ms with 1,000 waiting, ${tenth(many)} ms with ${whole(most)}`);
    for (const [name, ms] of Object.entries(slowest)) console.log(`  list, ${name.padEnd(24)} ${tenth(ms)} ms`);
    atMost("claim p99, many waiting : few", 2, many / few, hundredth);
    atMost("slowest list (ms)", 200, Math.max(...Object.values(slowest)), tenth);
    atMost(`dropping a day of ${whole(day)} events (ms)`, 1000, dropped, whole);
  },
};

const wanted = namesOf(args.only, Object.keys(parts));
console.log(`${machine()}\n`);
const server = await startPostgres("postgres");
try {
  for (const name of wanted) {
    console.log(name);
    await parts[name](server);
  }
} finally {
  await server.stop();
}
const columns = [
  { head: "figure", text: (row) => row.name, left: true },
  { head: "bound", text: (row) => row.bound },
  { head: "measured", text: (row) => row.value },
  { head: "", text: (row) => row.state, left: true },
];
console.log(`\n${table(columns, figures)}`);
process.exit();
