import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fromDebian } from "../debian.fixture.ts";
import { ROOT } from "./snippets.ts";

/** The site is built of the pages, as `npm run docs:build` does, and read in a browser that reaches nothing else. */

const KINDS: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};

let folder: string;
let server: Server;
let browser: Browser;
let page: Page;
let base: string;
const elsewhere: string[] = [];
const broken: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hookinbox-site-"));
  const vitepress = join(ROOT, "node_modules/vitepress/bin/vitepress.js");
  // Dead links end the build.
  const { status, stdout, stderr } = spawnSync(process.execPath, [vitepress, "build", "docs", "--outDir", folder], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect(status, stdout + stderr).toBe(0);
  server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://x").pathname);
    const found = [path, `${path}.html`, `${path}index.html`]
      .map((one) => join(folder, one))
      .find((one) => extname(one) !== "" && existsSync(one));
    if (found === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": KINDS[extname(found)] ?? "application/octet-stream" });
    response.end(readFileSync(found));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await chromium.launch({ executablePath: fromDebian("chromium"), args: ["--no-sandbox"] });
  page = await browser.newPage();
  page.on("request", (request) => {
    if (!request.url().startsWith(base)) elsewhere.push(request.url());
  });
  page.on("pageerror", (error) => broken.push(error.message));
  page.on("response", (response) => {
    if (response.status() >= 400 && !response.url().endsWith("favicon.ico")) broken.push(response.url());
  });
}, 300_000);
afterAll(async () => {
  await browser?.close();
  server?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

test("no page's address is that of a folder with a page: hosts differ in which of the two they give", () => {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const twice = files.filter((file) => existsSync(join(folder, file.replace(/\.html$/, ""), "index.html")));
  expect(twice.filter((file) => file.endsWith(".html"))).toEqual([]);
});

test("the front leads to the pages, the sidebar to each of them, and search finds by words, offline", async () => {
  await page.goto(`${base}/`);
  await page.waitForURL(`${base}/docs/`);
  expect(await page.locator("h1").first().textContent()).toContain("hookinbox");

  const links = await page
    .locator(".VPSidebar a")
    .evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? ""));
  expect(links.length).toBeGreaterThan(25);
  for (const link of links) expect((await fetch(base + link)).status, link).toBe(200);

  await page.locator(".VPSidebar a", { hasText: "Retries" }).click();
  await page.waitForURL(`${base}/docs/retries`);
  await page.locator("h1", { hasText: "Retries" }).first().waitFor();

  await page.keyboard.press("/");
  await page.locator("#localsearch-input").fill("quarantine release");
  const first = page.locator(".VPLocalSearchBox .result").first();
  await first.waitFor();
  expect((await first.textContent())?.toLowerCase()).toContain("quarantine");
  await page.keyboard.press("Enter");
  await page.waitForURL(/#|\/docs\//);

  expect(elsewhere).toEqual([]);
  expect(broken).toEqual([]);
}, 60_000);
