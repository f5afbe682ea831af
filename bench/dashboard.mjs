// The dashboard in a real browser: node bench/dashboard.mjs [--events 1000000] [--store URL] [--seconds 30] [--rate 2000]
// First paint over a full store, from a 2xx to the screen, frames and memory while events pour in.
import { createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { newEventId } from "../dist/ids.js";
import { createInbox } from "../dist/index.js";
import { serve } from "../dist/server/serve.js";
import { createStore } from "../dist/stores/open.js";
import { QUIET } from "../scripts/chromium.mjs";
import { machine } from "./lib/machine.mjs";
import { freshDir } from "./lib/paths.mjs";
import { quantile } from "./lib/quantiles.mjs";

const { values: args } = parseArgs({
  options: {
    events: { type: "string", default: "1000000" },
    store: { type: "string" },
    seconds: { type: "string", default: "30" },
    rate: { type: "string", default: "2000" },
  },
});
const EVENTS = Number(args.events);
const SECONDS = Number(args.seconds);
const RATE = Number(args.rate);
const SECRET = "of-the-bench-only";
const BATCH = 500;
const SHOTS = 40;
const folder = freshDir("dashboard");
/** One that has been filled already, or a new file. */
const url = args.store ?? `sqlite:${join(folder, "bench.db")}`;

async function fill() {
  const store = await createStore(url);
  await store.open?.();
  const start = Date.now() - EVENTS;
  for (let i = 0; i < EVENTS; i += BATCH * 4) {
    const batch = (from) =>
      Array.from({ length: BATCH }, (_, k) => ({
        id: newEventId(),
        source: "github",
        key: `k-${from + k}`,
        type: `type.${(from + k) % 50}`,
        headers: ["content-type", "application/json"],
        body: Buffer.from(`{"n":${from + k}}`),
        receivedAt: start + from + k,
        destinations: [],
      }));
    await Promise.all([0, 1, 2, 3].map((n) => store.accept(batch(i + n * BATCH))));
  }
  await store.close();
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
let sent = 0;
/** As GitHub sends it; resolves once the answer is there. */
function send(ingest, text = "{}") {
  const signature = createHmac("sha256", SECRET).update(text).digest("hex");
  const headers = {
    "content-type": "application/json",
    "x-github-event": "push",
    "x-github-delivery": `live-${process.pid}-${++sent}`,
    "x-hub-signature-256": `sha256=${signature}`,
  };
  return new Promise((resolve, reject) => {
    const asked = request(`${ingest}/in/github`, { method: "POST", agent, headers }, (answer) => {
      let said = "";
      answer.on("data", (part) => (said += part)).on("end", () => resolve(JSON.parse(said).id));
    });
    asked.on("error", reject).end(text);
  });
}

async function firstPaint(page, admin, path) {
  await page.goto(admin + path);
  await page.locator("[data-event]").first().waitFor();
  return await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime);
}

/** From the answer in this process to the row in the page, by one clock. */
async function toTheScreen(page, ingest) {
  const took = [];
  for (let i = 0; i < SHOTS; i++) {
    const id = await send(ingest, `{"n":${i}}`);
    const answered = Date.now();
    took.push(
      (await page
        .waitForFunction((sought) => document.querySelector(`[data-event="${sought}"]`) && Date.now(), id, {
          polling: "raf",
        })
        .then((at) => at.jsonValue())) - answered,
    );
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  return took.sort((a, b) => a - b);
}

async function pour(page, ingest) {
  const heap = async () => {
    const session = await page.context().newCDPSession(page);
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    await session.detach();
    return usedSize / 1e6;
  };
  const before = await heap();
  await page.evaluate(() => {
    window.frames_ = [];
    const tick = (at) => {
      window.frames_.push(at);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const start = Date.now();
  let begun = 0;
  let answered = 0;
  while (Date.now() - start < SECONDS * 1_000) {
    const due = Math.floor(((Date.now() - start) / 1_000) * RATE);
    for (; begun < due && begun - answered < 2_000; begun++) send(ingest).then(() => answered++);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const frames = await page.evaluate(() => window.frames_);
  const gaps = frames
    .slice(1)
    .map((at, i) => at - frames[i])
    .sort((a, b) => a - b);
  const seconds = (frames.at(-1) - frames[0]) / 1_000;
  return {
    events: answered / SECONDS,
    fps: frames.length / seconds,
    slow: quantile(gaps, 0.99),
    before,
    after: await heap(),
  };
}

if (args.store === undefined) await fill();
const inbox = createInbox({
  store: url,
  log: { level: "error" },
  sources: { github: { provider: "github", secret: SECRET } },
});
const served = await serve(inbox, { host: "127.0.0.1", port: 0, adminPort: 0, work: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: QUIET });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const paints = {};
  for (const path of ["/events", "/", "/events"]) paints[path] = await firstPaint(page, served.admin, path);
  await page.getByText("Live").first().waitFor();
  const seen = await toTheScreen(page, served.ingest);
  const live = await pour(page, served.ingest);
  const report = [
    `${machine()}`,
    args.store ?? `${EVENTS.toLocaleString("en")} events in the store`,
    `first paint: events ${paints["/events"].toFixed(0)} ms, overview ${paints["/"].toFixed(0)} ms`,
    `from the 2xx to the screen: p50 ${quantile(seen, 0.5)} ms, p99 ${quantile(seen, 0.99)} ms`,
    `${live.events.toFixed(0)} events/s for ${SECONDS} s: ${live.fps.toFixed(1)} frames/s, gap p99 ${live.slow.toFixed(1)} ms`,
    `heap of the page: ${live.before.toFixed(1)} MB before, ${live.after.toFixed(1)} MB after`,
  ].join("\n");
  console.log(report);
  writeFileSync(join(folder, "report.txt"), `${report}\n`);
} finally {
  await browser.close();
  await served.close();
}
