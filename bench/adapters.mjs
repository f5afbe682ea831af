// What an adapter costs over the bare framework: CPU of the server, in µs a request. `node bench/adapters.mjs`, after a build.
// CPU and not time, so that a busy machine changes little; bare and adapter in turn, the least of the rounds of each.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Pool } from "undici";

const SERVER = fileURLToPath(new URL("servers/adapters.mjs", import.meta.url));
const [REQUESTS, ROUNDS, CONNECTIONS, MOST] = [8_000, 5, 16, 25];
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
  await many(REQUESTS);
  return {
    async round() {
      const before = await used();
      await many(REQUESTS);
      return ((await used()) - before) / REQUESTS;
    },
    close: () => Promise.all([pool.close(), child.kill()]),
  };
}

let worst = 0;
console.log("framework   bare   adapter   over");
for (const name of ["node", "express", "fastify", "koa", "hono"]) {
  const [bare, adapter] = [await open(name, "bare"), await open(name, "adapter")];
  let [a, b] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < ROUNDS; i++) {
    a = Math.min(a, await bare.round());
    b = Math.min(b, await adapter.round());
  }
  worst = Math.max(worst, b - a);
  console.log(
    `${name.padEnd(9)} ${a.toFixed(0).padStart(4)} µs ${b.toFixed(0).padStart(6)} µs ${(b - a).toFixed(1).padStart(6)} µs`,
  );
  await Promise.all([bare.close(), adapter.close()]);
}
console.log(`${worst <= MOST ? "ok" : "FAILED"}  at most ${MOST} µs over`);
process.exitCode = worst <= MOST ? 0 : 1;
