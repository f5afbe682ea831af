// The bench, in one command: node bench/run.mjs [--quick] [--only NAME[,NAME]] [--rounds N] [--seconds S] [--json FILE] [--strict]
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { backlog } from "./backlog.mjs";
import { contestants } from "./contestants/index.mjs";
import { bestOf } from "./lib/best.mjs";
import { judge } from "./lib/figures.mjs";
import { machine } from "./lib/machine.mjs";
import { namesOf } from "./lib/only.mjs";
import { runRound } from "./lib/round.mjs";
import { hundredth, table, tenth, whole } from "./lib/table.mjs";
import { life } from "./life.mjs";
import { verifySpeed } from "./verify.mjs";

const names = [...contestants.map((one) => one.name), "life", "backlog", "verify"];

const HELP = `node bench/run.mjs [options]

  --quick            1 round of 2 s, and a backlog of 100,000
  --only NAME,...    only these: ${names.join(", ")}
  --rounds N         rounds of each contestant, interleaved (3)
  --seconds S        length of a round (4)
  --rate R           requests/s at a fixed rate, instead of as fast as they are answered
  --json FILE        writes all rounds there
  --strict           exits with 1 when a figure fails (else timing never fails the run)
`;

const { values: args } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    rounds: { type: "string" },
    seconds: { type: "string" },
    rate: { type: "string", default: "0" },
    json: { type: "string" },
    strict: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const COLUMNS = [
  { head: "contestant", text: (row) => row.title, left: true },
  { head: "requests/s", text: (row) => whole(row.rps) },
  { head: ": bare", text: (row) => hundredth(row.toBare) },
  { head: "p50 ms", text: (row) => tenth(row.p50) },
  { head: "p99", text: (row) => tenth(row.p99) },
  { head: "max", text: (row) => tenth(row.max) },
  { head: "CPU us", text: (row) => whole(row.cpu) },
  { head: "to the end", text: (row) => whole(row.life) },
  { head: ": bare", text: (row) => tenth(row.cpuToBare) },
  { head: "loop p99", text: (row) => tenth(row.loopP99) },
  { head: "WAL MB", text: (row) => tenth(row.wal) },
  { head: "RSS MB", text: (row) => whole(row.rss) },
  { head: "not 2xx", text: (row) => whole(row.failures) },
];

const FIGURE_COLUMNS = [
  { head: "figure", text: (row) => row.name, left: true },
  { head: "bound", text: (row) => row.bound },
  { head: "measured", text: (row) => row.value },
  { head: "", text: (row) => row.state, left: true },
  { head: "", text: (row) => row.note, left: true },
];

const wanted = namesOf(args.only, names);

/** Every contestant once a round, in turn, so that a slow minute of the machine meets them all. */
async function runAll({ rounds, seconds, rate }) {
  const rows = new Map();
  const skipped = [];
  const entrants = contestants.filter((one) => {
    if (!wanted.includes(one.name)) return false;
    const why = one.unavailable?.();
    if (why) skipped.push(`${one.title}: ${why}`);
    return !why;
  });
  for (let round = 1; round <= rounds; round++) {
    for (const one of [...entrants]) {
      try {
        const row = await runRound(one, { seconds, rate });
        rows.set(one, [...(rows.get(one) ?? []), row]);
        console.error(
          `round ${round}  ${one.name.padEnd(18)} ${whole(row.rps).padStart(7)} requests/s  ${whole(row.cpu).padStart(5)} us`,
        );
      } catch (error) {
        skipped.push(`${one.title}, round ${round}: ${error.message}`);
        entrants.splice(entrants.indexOf(one), 1);
      }
    }
  }
  return { rows, skipped };
}

function summary(rows) {
  const results = {};
  for (const [one, rounds] of rows) results[one.name] = { title: one.title, ...bestOf(rounds) };
  const { bare } = results;
  for (const row of Object.values(results)) {
    if (!bare) continue;
    row.toBare = row.rps / bare.rps;
    row.cpuToBare = (row.life ?? row.cpu) / bare.cpu;
  }
  return results;
}

/** Several runs, the best one counts; an event that is lost in any of them is shown. */
async function bestLife(runs) {
  const all = [];
  for (const seconds of runs) all.push(await life({ seconds }));
  const best = all.reduce((a, b) => (b.settled > a.settled ? b : a));
  return { ...best, lost: Math.max(...all.map((one) => one.lost)) };
}

async function extras(results, skipped) {
  const parts = {
    life: () => bestLife(args.quick ? [3] : [5, 5, 5]),
    backlog: () => backlog({ count: args.quick ? 100_000 : 1_000_000 }),
    verify: () => verifySpeed({ seconds: args.quick ? 0.3 : 1 }),
  };
  for (const [name, run] of Object.entries(parts)) {
    if (!wanted.includes(name)) continue;
    try {
      results[name] = await run();
      console.log(`\n${results[name].text}`);
    } catch (error) {
      skipped.push(`${name}: ${error.message}`);
    }
  }
}

async function main() {
  if (args.help) return console.log(HELP);
  const rounds = Number(args.rounds ?? (args.quick ? 1 : 3));
  const seconds = Number(args.seconds ?? (args.quick ? 2 : 4));
  console.log(
    `${machine()}\n${rounds} rounds of ${seconds} s, 64 connections, GitHub events of 1 KB, each new and signed\n`,
  );
  const { rows, skipped } = await runAll({ rounds, seconds, rate: Number(args.rate) });
  const results = summary(rows);
  if (rows.size) console.log(table(COLUMNS, Object.values(results)));
  await extras(results, skipped);
  const figures = judge(results);
  console.log(`\n${table(FIGURE_COLUMNS, figures)}`);
  for (const line of skipped) console.log(`\nnot run: ${line}`);
  if (args.json)
    writeFileSync(
      args.json,
      JSON.stringify(
        { machine: machine(), results, figures, rounds: [...rows].map(([one, all]) => [one.name, all]) },
        null,
        2,
      ),
    );
  if (args.strict && figures.some((figure) => figure.state === "FAIL")) process.exitCode = 1;
}

await main();
process.exit();
