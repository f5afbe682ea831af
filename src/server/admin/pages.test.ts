import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OpenAPIHono } from "@hono/zod-openapi";
import { afterAll, expect, test } from "vitest";
import type { AdminEnv } from "./guard.ts";
import { addPages } from "./pages.ts";

const folder = mkdtempSync(join(tmpdir(), "hookinbox-pages-"));
mkdirSync(join(folder, "dashboard", "assets"), { recursive: true });
writeFileSync(join(folder, "dashboard", "index.html"), "<!doctype html>");
writeFileSync(join(folder, "dashboard", "assets", "index-abc.js"), "1");
writeFileSync(join(folder, "secret.txt"), "not served");
afterAll(() => rmSync(folder, { recursive: true }));

const app = new OpenAPIHono<AdminEnv>();
addPages(app, `${join(folder, "dashboard")}/`);
const html = { headers: { accept: "text/html,*/*" } };

test("every address of the app is its page, and runs nothing that stands in it", async () => {
  for (const path of ["/", "/events/evt_1", "/quarantine", "/sources/acme.v2"]) {
    const answer = await app.request(path, html);
    expect([answer.status, await answer.text()]).toEqual([200, "<!doctype html>"]);
    expect(answer.headers.get("cache-control")).toBe("no-cache");
    expect(answer.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    );
    expect(answer.headers.get("content-security-policy")).not.toContain("unsafe");
  }
});

test("files have their types; those with a hash in their name may be kept for ever", async () => {
  const { headers } = await app.request("/assets/index-abc.js");
  expect(headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  expect(headers.get("cache-control")).toContain("immutable");
});

test("nothing else is there", async () => {
  for (const path of ["/assets/gone.js", "/api", "/api/x", "/metrics"])
    expect([path, (await app.request(path, html)).status]).toEqual([path, 404]);
  for (const path of ["/events", "/gone.js", "/secret.txt", "/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt"])
    expect([path, (await app.request(path)).status]).toEqual([path, 404]);
  expect(await (await app.request("/../secret.txt", html)).text()).toBe("<!doctype html>");
});

test("a build that is missing says how to make it", async () => {
  const bare = new OpenAPIHono<AdminEnv>();
  addPages(bare, join(folder, "none/"));
  expect(await (await bare.request("/", html)).text()).toContain("npm run build");
});
