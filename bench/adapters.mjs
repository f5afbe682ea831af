// What an adapter costs over the bare framework: CPU of the server, in µs a request. `node bench/adapters.mjs [framework…]`, after a build.
// CPU and not time, so that a busy machine changes little. A pair of processes at a time, bare and adapter, by turns: the
// least of each one's turns counts, as noise only adds. How the runtime compiles and lays out a process differs by more than
// an adapter costs, so several pairs are run and their median counts. `control` is a pair of two bare ones: what it shows is noise.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Pool } from "undici";
import { table, tenth } from "./lib/table.mjs";

const SERVER = fileURLToPath(new URL("servers/adapters.mjs", import.meta.url));
const [PAIRS, TURNS, REQUESTS, WARM, CONNECTIONS, MOST] = [5, 5, 2_000, 8_000, 16, 25];
const FRAMEWORKS = ["node", "express", "fastify", "koa", "hono"];
const body = JSON.stringify({ action: "opened", issue: { number: 1, title: "x".repeat(900) } });

async function open(name, kind) {
  const child = fork(SERVER, [name, kind]);
  const [{ port }] = await once(child, "message");
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS });
  const send = async () => {
    const answer = await pool.request({
      path: "/hooks/github",
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    await answer.body.dump();
    if (answer.statusCode !== 202) throw new Error(`${name} ${kind}: ${answer.statusCode}`);
  };
  const many = (count) => {
    let left = count;
    const one = async () => {
      while (left-- > 0) await send();
    };
    return Promise.all(Array.from({ length: CONNECTIONS }, one));
  };
  const used = async () => {
    child.send("cpu");
    const [{ user, system }] = await once(child, "message");
    return user + system;
  };
  await many(WARM);
  return {
    async turn() {
      const before = await used();
      await many(REQUESTS);
      return ((await used()) - before) / REQUESTS;
    },
    close: () => Promise.all([pool.close(), child.kill()]),
  };
}

/** One pair's least turns, `[first, second]`. */
async function pair(name, kinds) {
  const both = [await open(name, kinds[0]), await open(name, kinds[1])];
  const least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let turn = 0; turn < TURNS; turn++)
    for (const i of turn % 2 === 0 ? [0, 1] : [1, 0]) least[i] = Math.min(least[i], await both[i].turn());
  await Promise.all(both.map((one) => one.close()));
  return least;
}

const sorted = (values) => values.toSorted((a, b) => a - b);
const median = (values) => sorted(values)[Math.floor(values.length / 2)];

async function measure(name, framework, kinds) {
  const pairs = [];
  for (let i = 0; i < PAIRS; i++) pairs.push(await pair(framework, kinds));
  const over = sorted(pairs.map(([a, b]) => b - a));
  const [first, second] = [0, 1].map((i) => median(pairs.map((one) => one[i])));
  return { name, first, second, over: median(over), least: over[0], most: over.at(-1) };
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !FRAMEWORKS.includes(name));
if (unknown.length > 0) {
  console.error(`There is no framework ${unknown.join(", ")}: there are ${FRAMEWORKS.join(", ")}.`);
  process.exit(2);
}
const rows = [await measure("control", "node", ["bare", "bare"])];
for (const name of asked.length > 0 ? asked : FRAMEWORKS) rows.push(await measure(name, name, ["bare", "adapter"]));
console.log(
  table(
    [
      { head: "framework", text: ({ name }) => name, left: true },
      { head: "bare µs", text: ({ first }) => tenth(first) },
      { head: "adapter µs", text: ({ second }) => tenth(second) },
      { head: "over", text: ({ over }) => tenth(over) },
      { head: "of the pairs", text: ({ least, most }) => `${tenth(least)} to ${tenth(most)}` },
    ],
    rows,
  ),
);
const worst = Math.max(...rows.slice(1).map(({ over }) => over));
console.log(`${worst <= MOST ? "ok" : "FAILED"}  at most ${MOST} µs over`);
process.exitCode = worst <= MOST ? 0 : 1;
