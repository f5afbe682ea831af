// Jobs put into a Postgres queue one at a time, by 64 callers, for some seconds. Arguments: pg-boss or graphile-worker, the
// database's URL, seconds. Prints one line of JSON.
import { readFileSync } from "node:fs";

const [peer, url, seconds] = process.argv.slice(2);
const payload = JSON.parse(readFileSync(new URL("../load/issues.json", import.meta.url), "utf8") || "{}");
payload.padding = "x".repeat(Math.max(0, 1024 - JSON.stringify(payload).length));
const CALLERS = 64;

const peers = {
  async "pg-boss"() {
    const module = await import("pg-boss");
    const boss = new (module.PgBoss ?? module.default)({ connectionString: url, max: 16 });
    boss.on("error", () => {});
    await boss.start();
    await boss.createQueue("webhooks");
    return { add: () => boss.send("webhooks", payload), end: () => boss.stop({ graceful: false }) };
  },
  async "graphile-worker"() {
    const { makeWorkerUtils } = await import("graphile-worker");
    const utils = await makeWorkerUtils({ connectionString: url, maxPoolSize: 16 });
    await utils.migrate();
    return { add: () => utils.addJob("webhooks", payload), end: () => utils.release() };
  },
};

const { add, end } = await peers[peer]();
let added = 0;
async function caller(until) {
  while (performance.now() < until) {
    await add();
    added += 1;
  }
}
const run = (ms) => Promise.all(Array.from({ length: CALLERS }, () => caller(performance.now() + ms)));
await run(1000);
added = 0;
const started = performance.now();
await run(Number(seconds) * 1000);
const rate = added / ((performance.now() - started) / 1000);
await end();
console.log(JSON.stringify({ rate }));
process.exit();
