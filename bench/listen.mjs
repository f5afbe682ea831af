// What a listener does on a bad line: 10,000 events while its connection is cut 50 times, and how much later than directly an
// event arrives. `node bench/listen.mjs [events] [cuts]`
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sign } from "../dist/index.js";
import { createCuttingProxy } from "../test/cutting-proxy.fixture.mjs";

const EVENTS = Number(process.argv[2] ?? 10_000);
const CUTS = Number(process.argv[3] ?? 50);
const SECRET = "bench secret that is worth nothing";
const CLI = new URL("../dist/cli.js", import.meta.url).pathname;

const folder = mkdtempSync(join(tmpdir(), "bench-listen-"));
const proxy = await createCuttingProxy(0);
writeFileSync(
  join(folder, "hookinbox.config.mjs"),
  `export default { sources: { github: { provider: "github", secret: ${JSON.stringify(SECRET)} } },
    admin: { hosts: ["127.0.0.1:${proxy.port}"] }, log: { level: "silent" } };`,
);
const children = [];

function start(args, pattern) {
  const env = {
    ...process.env,
    XDG_STATE_HOME: join(folder, "state"),
    HOOKINBOX_TOKEN: "t",
    HOOKINBOX_LISTEN_TOKEN: "t",
    HOOKINBOX_ADMIN_TOKEN: "a",
  };
  const child = spawn(
    process.execPath,
    [process.env.FAR_CLI && args[0] === "serve" ? process.env.FAR_CLI : CLI, ...args],
    { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] },
  );
  children.push(child);
  let text = "";
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (part) => {
        if (text.length < 10_000) text += part;
        const found = pattern.exec(text);
        if (found) resolve(found);
      });
    child.once("close", () => reject(new Error(text)));
  });
}

const arrived = [];
const app = createServer(async (message, response) => {
  for await (const _ of message);
  arrived.push({ key: message.headers["x-github-delivery"], at: performance.now() });
  response.end();
});
await new Promise((resolve) => app.listen(0, "127.0.0.1", () => resolve(undefined)));

async function send(key) {
  const { url, ...request } = sign(
    "github",
    { url: `${ingest}/in/github`, body: `{"key":"${key}","fill":"${"x".repeat(900)}"}` },
    { secret: SECRET, type: "push", key },
  );
  const response = await fetch(url, request);
  await response.arrayBuffer();
  if (response.status !== 202) throw new Error(`answered ${response.status}`);
}

const until = async (count) => {
  while (new Set(arrived.map(({ key }) => key)).size < count) await sleep(20);
};
const rank = (values, share) => [...values].sort((a, b) => a - b)[Math.floor(values.length * share)];

let ingest;
try {
  const ready = await start(
    ["serve", "--port", "0", "--admin-port", "0"],
    /ready: (http:\/\/[^/]+)\S*.* admin http:\/\/[^:]+:(\d+)/,
  );
  ingest = ready[1];
  proxy.to(Number(ready[2]));
  await start(
    ["listen", "--from", `http://127.0.0.1:${proxy.port}`, "--to", `http://127.0.0.1:${app.address().port}/`],
    /connected/,
  );

  const late = [];
  for (let i = 0; i < 200; i++) {
    await send(`late-${i}`);
    const answered = performance.now();
    await until(i + 1);
    late.push(arrived.at(-1).at - answered);
    await sleep(10);
  }
  console.log(
    `after the 202 an event was here ${rank(late, 0.5).toFixed(0)} ms later (p50), ${rank(late, 0.99).toFixed(0)} ms (p99), ${Math.max(...late).toFixed(0)} ms (most)`,
  );

  arrived.length = 0;
  const keys = Array.from({ length: EVENTS }, (_, i) => `event-${String(i).padStart(6, "0")}`);
  const begun = performance.now();
  let cuts = 0;
  for (const [i, key] of keys.entries()) {
    await send(key);
    if (cuts < CUTS && i >= ((cuts + 1) * EVENTS) / (CUTS + 1)) {
      proxy.cut();
      cuts++;
    }
  }
  await until(EVENTS);
  const seconds = (performance.now() - begun) / 1000;
  const unique = [...new Set(arrived.map(({ key }) => key))];
  const inOrder = unique.every((key, i) => key === keys[i]);
  console.log(
    `${EVENTS} events, ${cuts} cuts: ${EVENTS - unique.length} lost, ${arrived.length - unique.length} twice, ${inOrder ? "in order" : "NOT IN ORDER"}, ${seconds.toFixed(1)} s`,
  );
  if (!inOrder || unique.length < EVENTS) process.exitCode = 1;
} finally {
  for (const child of children) child.kill("SIGKILL");
  proxy.close();
  app.close();
  app.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
}
