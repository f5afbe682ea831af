// The dashboard in a real browser: node bench/dashboard.mjs [--events 1000000] [--store URL] [--seconds 30] [--rate 2000] [--work]
// First paint over a full store, from a 2xx to the screen, frames and memory while events pour in.
import { createHmac, randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { createStore } from "../dist/stores/open.js";
import { QUIET } from "../scripts/chromium.mjs";
import { startHookinbox } from "./contestants/hookinbox.mjs";
import { fill } from "./lib/fill.mjs";
import { failures, SECRET, sendLoad } from "./lib/load.mjs";
import { machine } from "./lib/machine.mjs";
import { watchPage } from "./lib/page-work.mjs";
import { freshDir } from "./lib/paths.mjs";
import { end } from "./lib/processes.mjs";
import { quantile } from "./lib/quantiles.mjs";

const { values: args } = parseArgs({
  options: {
    events: { type: "string", default: "1000000" },
    store: { type: "string" },
    seconds: { type: "string", default: "30" },
    rate: { type: "string", default: "2000" },
    work: { type: "boolean", default: false },
  },
});
const EVENTS = Number(args.events);
const SECONDS = Number(args.seconds);
const SHOTS = 40;
/** Looks at the page's heap while events pour in. */
const LOOKS = 10;
const dir = freshDir("dashboard");
/** One that has been filled already, or a new file. */
const store = args.store ?? `sqlite:${join(dir, "bench.db")}`;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function prepare() {
  const opened = await createStore(store);
  await opened.open();
  await fill(opened, EVENTS, (i) => ({ type: `type.${i % 50}`, body: Buffer.from(`{"n":${i}}`), destinations: [] }));
  await opened.close();
}

/** As GitHub sends it; resolves to the event's id once the answer is there. */
async function send({ port, path }, body) {
  const headers = {
    "content-type": "application/json",
    "x-github-event": "push",
    "x-github-delivery": randomUUID(),
    "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
  };
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", headers, body });
  return (await answer.json()).id;
}

async function firstPaint(page, url) {
  await page.goto(url);
  await page.locator("[data-event]").first().waitFor();
  // A row may be there before it is painted.
  const painted = await page.waitForFunction(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
  );
  return await painted.jsonValue();
}

/** From the answer in this process to the row in the page, by one clock. */
async function toTheScreen(page, server) {
  const took = [];
  for (let i = 0; i < SHOTS; i++) {
    const id = await send(server, `{"n":${i}}`);
    const answered = Date.now();
    const shown = await page.waitForFunction(
      (sought) => document.querySelector(`[data-event="${sought}"]`) && Date.now(),
      id,
      { polling: "raf" },
    );
    took.push((await shown.jsonValue()) - answered);
    await pause(60);
  }
  return took;
}

/** MB that the page's script holds. */
async function heap(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize / 1e6;
}

async function pour(page, server) {
  const heaps = [await heap(page)];
  const watched = await watchPage(page, server.processes[0].pid);
  const sending = sendLoad({ ...server, seconds: SECONDS, rate: Number(args.rate) });
  for (let i = 0; i < LOOKS; i++) {
    await pause((SECONDS * 1_000) / LOOKS);
    heaps.push(await heap(page));
  }
  return { load: await sending, ...(await watched.end()), heaps };
}

if (args.store === undefined) await prepare();
const server = await startHookinbox({ dir, store, work: args.work, logLevel: "warn" });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: QUIET });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const admin = `http://127.0.0.1:${server.admin}`;
  const paints = {};
  for (const path of ["/events", "/", "/events"]) paints[path] = await firstPaint(page, admin + path);
  await page.getByText("Live").first().waitFor();
  const seen = await toTheScreen(page, server);
  const { load, fps, gap, work, cores, heaps } = await pour(page, server);
  const report = [
    machine(),
    args.store ?? `${EVENTS.toLocaleString("en")} events in the store`,
    `first paint: events ${paints["/events"].toFixed(0)} ms, overview ${paints["/"].toFixed(0)} ms (at most 1,000)`,
    `from the 2xx to the screen: p50 ${quantile(seen, 0.5)} ms, p99 ${quantile(seen, 0.99)} ms (at most 250)`,
    `${load.rps.toFixed(0)} events/s for ${SECONDS} s, ${failures(load)} not taken: ${fps.toFixed(1)} frames/s (at least 50), gap p99 ${gap} ms`,
    `main thread of the page, for each frame: ${work.join(", ")}; cores in use: ${cores.join(", ")}`,
    `heap of the page over that time, in MB: ${heaps.map((mb) => mb.toFixed(1)).join(" ")}`,
  ].join("\n");
  console.log(report);
  writeFileSync(join(dir, "report.txt"), `${report}\n`);
} finally {
  await browser.close();
  for (const one of server.processes) await end(one);
}
