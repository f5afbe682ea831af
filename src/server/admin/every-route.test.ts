import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { httpText, rawClient } from "../../adapters/raw-socket.fixture.ts";
import { type Rig, startAdmin } from "./admin.fixture.ts";

/** Who may not, at every route that the server describes: a new one is judged here before anybody thinks of it. */
const TOKEN = "the-right-admin-token";
const LISTEN = "the-right-listen-token";

let rig: Rig;
const routes: { readonly method: string; readonly path: string }[] = [];
beforeAll(async () => {
  rig = await startAdmin({ token: TOKEN, listenToken: LISTEN });
  const { body } = await rig.json("/api/openapi.json", { headers: { authorization: `Bearer ${TOKEN}` } });
  for (const [path, methods] of Object.entries(body.paths as Record<string, object>))
    for (const method of Object.keys(methods))
      routes.push({ method: method.toUpperCase(), path: path.replace(/\{\w+\}/g, "x") });
});
afterAll(() => rig.served.close());

/** The answer's status and code. Each asks from an address that has shown no wrong token before, or the tenth is 429. */
async function ask({ method, path }: (typeof routes)[number], lines: readonly string[]) {
  const client = await rawClient(rig.served.admin);
  const { port } = new URL(rig.served.admin);
  const named = lines.includes("Host") ? lines : ["Host", `127.0.0.1:${port}`, ...lines];
  const length = method === "GET" ? [] : ["Content-Type", "application/json", "Content-Length", "2"];
  client.write(httpText(`${method} ${path}`, [...named, ...length]) + (method === "GET" ? "" : "{}"));
  const { status, body } = await client.answer();
  client.socket.destroy();
  return [status, body.startsWith("{") ? (JSON.parse(body) as { code?: string }).code : undefined];
}

const bearer = (token: string) => ["Authorization", `Bearer ${token}`];

describe("every route", () => {
  test("is described, the ones that change something among them", () => {
    expect(routes.length).toBeGreaterThan(25);
    expect(routes.filter(({ method }) => method !== "GET").length).toBeGreaterThan(12);
  });

  test.each([
    ["a foreign Host", () => ["Host", "evil.example"], "HOST_NOT_ALLOWED"],
    ["a foreign Origin", () => ["Origin", "https://evil.example"], "ORIGIN_NOT_ALLOWED"],
    ["the ingest listener's Origin", () => ["Origin", rig.served.ingest], "ORIGIN_NOT_ALLOWED"],
    ["a page of another port, as a browser says it", () => ["Sec-Fetch-Site", "same-site"], "ORIGIN_NOT_ALLOWED"],
  ])("refuses %s, with the right token", async (_, lines, code) => {
    for (const route of routes)
      expect([route, await ask(route, [...lines(), ...bearer(TOKEN)])]).toEqual([route, [403, code]]);
  });

  test("refuses who shows no token, but for the question whether one is needed, and log-in itself", async () => {
    for (const route of routes.filter(({ path }) => path !== "/api/session"))
      expect([route, await ask(route, [])]).toEqual([route, [401, "UNAUTHORIZED"]]);
  });

  test("lets the token that listens read the stream and its events, and nothing else", async () => {
    const read = /^\/api\/(session|stream|events(\/x(\/body)?)?)$/;
    for (const route of routes) {
      if ((route.method === "GET" && read.test(route.path)) || route.path === "/api/session") continue;
      expect([route, await ask(route, bearer(LISTEN))]).toEqual([route, [403, "ROLE_NOT_ALLOWED"]]);
    }
    const show = { method: "GET", path: "/api/events/x" };
    expect(await ask(show, bearer(LISTEN))).toEqual([404, "EVENT_UNKNOWN"]);
  });

  // Last: after ten wrong tokens the address waits.
  test("refuses a wrong token, and soon any", async () => {
    for (const route of routes) expect([401, 429]).toContain((await ask(route, bearer("wrong")))[0]);
    expect(await ask({ method: "GET", path: "/api/events" }, bearer(TOKEN))).toEqual([429, "RATE_LIMITED"]);
  });
});

describe("log-in", () => {
  let page: Rig;
  beforeAll(async () => {
    page = await startAdmin({ token: TOKEN });
  });
  afterAll(() => page.served.close());
  const json = { "content-type": "application/json" };
  const logIn = (token: string) =>
    page.get("/api/session", { method: "POST", headers: json, body: JSON.stringify({ token }) });

  test("sets a cookie that a page's script cannot read, which opens the API until log-out, and is noted", async () => {
    const answer = await logIn(TOKEN);
    expect(await answer.json()).toMatchObject({ required: true, role: "admin" });
    const set = answer.headers.get("set-cookie") ?? "";
    expect(set).toMatch(
      /^hookinbox_session=admin\.\w+\.[\w-]{22}\.[\w-]{43}; Path=\/api; Max-Age=604800; HttpOnly; SameSite=Strict$/,
    );
    expect(set).not.toContain(TOKEN);
    const cookie = set.split(";")[0] ?? "";
    const asked = () => page.get("/api/audit", { headers: { cookie } });
    const { items } = (await (await asked()).json()) as { items: { action: string }[] };
    expect(items.map(({ action }) => action)).toEqual(["login"]);
    const out = await page.get("/api/session", { method: "DELETE", headers: { cookie } });
    expect(await out.json()).toMatchObject({ role: null });
    expect((await asked()).status).toBe(401);
  });

  test("wrong tokens are refused, then every one for a while", async () => {
    const statuses = [];
    for (let i = 0; i < 12; i++) statuses.push((await logIn(`wrong-${i}`)).status);
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
    expect((await logIn(TOKEN)).status).toBe(429);
  });
});
