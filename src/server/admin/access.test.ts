import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { httpText, rawClient } from "../../adapters/raw-socket.fixture.ts";
import { type Rig, startAdmin } from "./admin.fixture.ts";
import { createAccess } from "./guard.ts";

const TOKEN = "a-long-admin-token";

describe("without a token, on loopback", () => {
  let { get, send, served } = {} as Rig;
  let id: string;
  beforeAll(async () => {
    ({ get, send, served } = await startAdmin());
    id = await send('{"action":"opened"}');
  });
  afterAll(() => served.close());

  test("every answer carries the security headers", async () => {
    for (const path of ["/", "/healthz", "/api/events", "/api/nothing", `/api/events/${id}/body`]) {
      const { headers } = await get(path);
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      // The dashboard's page may be kept, and is asked for anew each time.
      expect(headers.get("cache-control")).toEqual(
        path === "/" ? expect.stringMatching(/^no-(store|cache)$/) : "no-store",
      );
    }
  });

  test.each([
    ["another name, as a rebound page sends it", ["Host", "evil.example"], "HOST_NOT_ALLOWED"],
    ["another name with our port", ["Host", "evil.example:PORT"], "HOST_NOT_ALLOWED"],
    ["our name with another port", ["Host", "localhost:1"], "HOST_NOT_ALLOWED"],
    ["our name as a part of theirs", ["Host", "localhost.evil.example:PORT"], "HOST_NOT_ALLOWED"],
    ["a page of another site", ["Host", "localhost:PORT", "Origin", "https://evil.example"], "ORIGIN_NOT_ALLOWED"],
    ["a page of another port", ["Host", "localhost:PORT", "Origin", "http://localhost:3000"], "ORIGIN_NOT_ALLOWED"],
    ["a page without an origin", ["Host", "localhost:PORT", "Origin", "null"], "ORIGIN_NOT_ALLOWED"],
    [
      "a browser that says cross-site",
      ["Host", "localhost:PORT", "Sec-Fetch-Site", "cross-site"],
      "ORIGIN_NOT_ALLOWED",
    ],
  ])("refuses %s", async (_, headers, code) => {
    for (const start of ["GET /api/events", `POST /api/events/${id}/replay`]) {
      const client = await rawClient(served.admin);
      client.write(
        httpText(
          start,
          headers.map((text) => text.replace("PORT", new URL(served.admin).port)),
        ),
      );
      const answer = await client.answer();
      client.socket.destroy();
      expect([answer.status, (JSON.parse(answer.body) as { code: string }).code]).toEqual([403, code]);
    }
  });

  test("takes its own names, and pages of its own", async () => {
    const { port } = new URL(served.admin);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, `LOCALHOST:${port}`]) {
      const client = await rawClient(served.admin);
      client.write(
        httpText("GET /api/stats", [
          "Host",
          host,
          "Origin",
          `http://${host.toLowerCase()}`,
          "Sec-Fetch-Site",
          "same-origin",
        ]),
      );
      expect((await client.answer()).status).toBe(200);
      client.socket.destroy();
    }
  });
});

describe("with a token", () => {
  let { json, get, served } = {} as Rig;
  beforeAll(async () => {
    ({ json, get, served } = await startAdmin({ token: TOKEN, hosts: ["inbox.example.com", "other.example:99"] }));
  });
  afterAll(() => served.close());
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

  test("nothing is shown without it but the probes and the plain page", async () => {
    for (const path of ["/api/events", "/api/openapi.json", "/metrics", "/api/stats", "/api/nothing"]) {
      const { status, body } = await json(path);
      expect([path, status, body.code]).toEqual([path, 401, "UNAUTHORIZED"]);
    }
    for (const path of ["/healthz", "/readyz", "/"]) expect((await get(path)).status).toBe(200);
    expect((await json("/api/session")).body).toEqual({ required: true, role: null });
  });

  test("with it all is", async () => {
    expect((await get("/api/events", bearer(TOKEN))).status).toBe(200);
    expect((await get("/metrics", bearer(TOKEN))).status).toBe(200);
    expect((await json("/api/session", bearer(TOKEN))).body).toMatchObject({ required: true, role: "admin" });
  });

  test("names of the config are taken, with our port or without, or with their own", async () => {
    const { port } = new URL(served.admin);
    const ask = async (host: string) => {
      const client = await rawClient(served.admin);
      client.write(httpText("GET /api/stats", ["Host", host, "Authorization", `Bearer ${TOKEN}`]));
      const { status } = await client.answer();
      client.socket.destroy();
      return status;
    };
    expect([
      await ask("inbox.example.com"),
      await ask(`inbox.example.com:${port}`),
      await ask("other.example:99"),
    ]).toEqual([200, 200, 200]);
    expect([await ask("inbox.example.com:1"), await ask("other.example")]).toEqual([403, 403]);
  });

  test("wrong tokens are refused, and after ten of them everything is, for a while", async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++) statuses.push((await get("/api/events", bearer(`${TOKEN}${i}`))).status);
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401));
    expect(statuses.slice(10)).toEqual([429, 429]);
    const blocked = await get("/api/events", bearer(TOKEN));
    expect(blocked.status).toBe(429);
    expect(blocked.headers.get("retry-after")).toMatch(/^\d+$/);
    expect((await get("/healthz", bearer("x"))).status).toBe(200);
  });
});

test("a listen token alone, however it came here, opens nothing to who shows none", () => {
  const { gate } = createAccess({ hosts: [], trustedProxies: 0, listenToken: "listen-token" });
  expect([gate?.(undefined, "a"), gate?.("listen-token", "a")]).toEqual(["none", "listen"]);
});
