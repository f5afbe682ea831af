// Pictures of the dashboard for the docs: every page, light and dark, wide and narrow. `npm run build && node scripts/screenshots.mjs`
// Needs Chromium and pngquant (Debian: apt-get install chromium pngquant).
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";
import { sign } from "../dist/index.js";
import { addTime } from "../dist/server/figures/histogram.js";
import { emptyTally } from "../dist/server/figures/tally.js";
import { createStore } from "../dist/stores/open.js";
import { QUIET } from "./chromium.mjs";

const OUT = resolve("docs/screenshots");
const CLI = resolve("dist/cli.js");
const SECRETS = {
  github: "for-the-pictures-only",
  stripe: "whsec_for_the_pictures_only",
  shopify: "for-the-pictures-only",
};
const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };
const HANDLERS = `
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export default {
  github: {
    "issues.opened": () => wait(5 + Math.random() * 40),
    "issues.deleted": () => { throw new Error("connect ECONNREFUSED 10.0.3.17:5432"); },
    "pull_request.*": () => wait(120),
  },
  stripe: {
    "invoice.paid": async (_, ctx) => { await wait(20); if (ctx.attempt === 1) throw new Error("429 Too Many Requests: try again in 2 s"); },
    "charge.refunded": () => { throw new Error("order 8812 is not in the ledger"); },
  },
  shopify: { "*": () => wait(12) },
};`;
const CONFIG = {
  store: "sqlite:./inbox.db",
  publicUrl: "https://hooks.acme.example",
  sources: Object.fromEntries(Object.entries(SECRETS).map(([name, secret]) => [name, { provider: name, secret }])),
  handlers: "./handlers.mjs",
  work: { retry: ["200ms", "400ms"] },
  log: { level: "error" },
};

/** The hour before: a chart of one minute shows nothing. */
async function remember(folder) {
  const store = await createStore(`sqlite:${join(folder, "inbox.db")}`);
  await store.open();
  const now = Math.floor(Date.now() / 60_000);
  const notes = Array.from({ length: 60 }, (_, i) => {
    const wave = Math.round(70 + 30 * Math.sin(i / 8) + ((i * 37) % 17));
    const stumbles = i > 34 && i < 41 ? Math.round(wave / 3) : (i * 7) % 4;
    const counts = { accepted: wave, repeats: (i * 5) % 7, refused: i % 19 === 4 ? 6 : 0, handled: wave - stumbles };
    const tally = {
      ...emptyTally(now - 60 + i),
      ...counts,
      retried: stumbles,
      dead: i % 23 === 15 ? 3 : 0,
      backlog: stumbles,
    };
    for (let n = 0; n < wave; n++)
      addTime(tally.answers, 2 + ((n * 31 + i * 7) % 9) + (n % 40 === 0 ? 14 + stumbles : 0));
    return { kind: "figures", at: tally.minute * 60_000, subject: "the hour before", data: tally };
  });
  await store.note(notes);
  await store.close();
}

const freePort = () =>
  new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });

async function served(folder) {
  const [port, adminPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [CLI, "serve", "--port", String(port), "--admin-port", String(adminPort)], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((ready) => child.stdout.on("data", (text) => /ready/.test(text) && ready()));
  return { child, ingest: `http://127.0.0.1:${port}`, admin: `http://127.0.0.1:${adminPort}` };
}

async function send(ingest, provider, type, body, secret = SECRETS[provider]) {
  const request = sign(
    provider,
    { url: `${ingest}/in/${provider}`, body: JSON.stringify(body, null, 2) },
    { secret, type },
  );
  await fetch(request.url, { method: "POST", headers: request.headers, body: request.body });
}

async function fill(ingest) {
  const issue = (action, number) => ({
    action,
    issue: {
      number,
      title: "Rate limit on /charges",
      user: { login: "ada" },
      labels: [{ name: "bug", color: "d73a4a" }],
    },
    repository: { full_name: "acme/billing", private: false },
  });
  const ACTIONS = ["opened", "opened", "opened", "edited", "opened", "deleted"];
  for (let n = 0; n < 48; n++) {
    await send(ingest, "github", "issues", issue(ACTIONS[n % ACTIONS.length], 400 + n));
    const type = n % 8 === 3 ? "charge.refunded" : "invoice.paid";
    if (n % 2 === 1) {
      await send(ingest, "stripe", type, {
        id: `evt_1Q${1000 + n}`,
        object: "event",
        type,
        data: { object: { id: `in_${n}`, amount_due: 4200, currency: "eur" } },
      });
    }
    if (n % 5 === 0)
      await send(ingest, "shopify", "orders/create", { id: 5_000_000 + n, total_price: "42.00", currency: "EUR" });
    if (n % 6 === 0) await send(ingest, "github", "pull_request", { action: "opened", number: n });
  }
  for (let n = 0; n < 3; n++)
    await send(ingest, "github", "issues", issue("opened", 500 + n), "the-secret-of-last-year");
  await send(ingest, "stripe", "invoice.paid", { id: "evt_1Q999", type: "invoice.paid" }, "whsec_of_the_test_mode");
}

async function pages(admin, ingest) {
  const get = async (path) => (await fetch(admin + path)).json();
  const json = { method: "POST", headers: { "content-type": "application/json" } };
  const { items: paid } = await get("/api/events?type=invoice.paid&limit=1");
  const { items: refused } = await get("/api/quarantine?limit=1");
  const { items: dead } = await get("/api/events?state=dead&limit=2");
  for (const { id } of dead) await fetch(`${admin}/api/events/${id}/replay`, { ...json, body: "{}" });
  const bin = await (await fetch(`${admin}/api/bins`, { ...json, body: "{}" })).json();
  const url = ingest + new URL(bin.url).pathname;
  const hook = sign("github", { url, body: '{"action":"opened","number":7}' }, { secret: "x", type: "pull_request" });
  await fetch(url, { method: "POST", headers: hook.headers, body: hook.body });
  return {
    overview: "/",
    events: "/events",
    event: `/events/${paid[0].id}`,
    quarantine: "/quarantine",
    refused: `/quarantine/${refused[0].id}`,
    work: "/work",
    sources: "/sources",
    source: "/sources/github",
    inspector: `/inspector/${bin.id}`,
    audit: "/audit",
  };
}

const folder = mkdtempSync(join(tmpdir(), "hookinbox-pictures-"));
writeFileSync(join(folder, "handlers.mjs"), HANDLERS);
writeFileSync(join(folder, "hookinbox.config.json"), JSON.stringify(CONFIG));
await remember(folder);
const { child, ingest, admin } = await served(folder);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: QUIET });
try {
  await fill(ingest);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const shown = await pages(admin, ingest);
  mkdirSync(OUT, { recursive: true });
  for (const colorScheme of ["light", "dark"]) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      const context = await browser.newContext({ colorScheme, viewport });
      const page = await context.newPage();
      for (const [name, path] of Object.entries(shown)) {
        await page.goto(admin + path);
        await page.locator("main [aria-busy=true]").first().waitFor({ state: "detached" });
        await page.waitForTimeout(600);
        const raw = join(folder, "raw.png");
        await page.screenshot({ path: raw });
        const file = join(OUT, `${name}-${colorScheme}-${size}.png`);
        execFileSync("pngquant", ["--force", "--strip", "--speed", "1", "64", "--output", file, raw]);
        console.log(`${file.slice(OUT.length + 1).padEnd(32)} ${(statSync(file).size / 1024).toFixed(0)} KB`);
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
  child.kill();
  rmSync(folder, { recursive: true, force: true });
}
