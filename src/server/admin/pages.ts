import { readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { toResponse } from "../../adapters/fetch.ts";
import type { Reply } from "../../types.ts";
import type { AdminEnv } from "./guard.ts";

/** Where the dashboard's build lies beside the compiled server. */
const FOLDER = fileURLToPath(new URL("../../dashboard/", import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
};

/** Only files of this listener: no script or style in the page itself, and nothing from anywhere else. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
  "manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const MISSING =
  "hookinbox: the dashboard has not been built. From a checkout: npm run build\n" +
  "The admin API is described at /api/openapi.json\n";

const page = (body: Uint8Array, type: string, cache: string): Reply => ({
  status: 200,
  headers: { "content-type": type, "cache-control": cache, "content-security-policy": POLICY },
  body,
});

/** Everything of the build, by its path: what is not in here is not served, whatever a request says. */
function readPages(folder: string): Map<string, Reply> {
  const pages = new Map<string, Reply>();
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch {
    return pages;
  }
  for (const name of names) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const path = `/${name.replaceAll("\\", "/")}`;
    // Vite puts a hash of its bytes into the name of an asset.
    const cache = path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    pages.set(path, page(readFileSync(folder + name), type, cache));
  }
  return pages;
}

/** The dashboard: its files, and its one page for every address that is no file's. Holds no data, so it needs no token. */
export function addPages(app: OpenAPIHono<AdminEnv>, folder = FOLDER): void {
  let pages: Map<string, Reply> | undefined;
  app.get("*", async (c, next) => {
    const { path } = c.req;
    if (path === "/api" || path.startsWith("/api/") || path === "/metrics") return await next();
    pages ??= readPages(folder);
    const found = pages.get(path);
    if (found) return toResponse(found);
    // A missing file is a missing file; an address within the app, which may hold a dot, is its page.
    const isAsked = path === "/" || c.req.header("accept")?.includes("text/html");
    if (!isAsked || path.startsWith("/assets/")) return await next();
    const index = pages.get("/index.html");
    return index ? toResponse(index) : c.text(MISSING);
  });
}
