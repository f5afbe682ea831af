import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Rig, SECRET, startAdmin } from "./admin.fixture.ts";

describe("what is kept", () => {
  let { json, get, send, inbox, served } = {} as Rig;
  let id: string;
  const body = '{"action":"opened","n":1}';
  beforeAll(async () => {
    ({ json, get, send, inbox, served } = await startAdmin());
    id = await send(body, {
      authorization: "Bearer tell-nobody",
      cookie: "a=tell-nobody",
      "x-github-delivery": "key/1",
    });
    await send('{"action":"closed"}');
    await send("{}", { "x-hub-signature-256": `sha256=${"0".repeat(64)}`, "proxy-authorization": "tell-nobody" });
    await vi.waitFor(async () => expect((await inbox.archive.get(id))?.state).toBe("dead"), 5_000);
    await vi.waitFor(async () => expect((await inbox.archive.stats()).quarantined).toBe(1), 5_000);
  });
  afterAll(() => served.close());

  test("events, newest first, with their state", async () => {
    const { status, body: page } = await json("/api/events");
    expect(status).toBe(200);
    expect(page.next).toBeNull();
    expect(page.items.map(({ type, state }) => [type, state])).toEqual([
      ["issues.closed", "unhandled"],
      ["issues.opened", "dead"],
    ]);
    expect(page.items[1]).toEqual({
      id,
      source: "github",
      key: "key/1",
      type: "issues.opened",
      state: "dead",
      receivedAt: expect.any(Number),
      size: body.length,
    });
  });

  test("filters", async () => {
    const ids = async (query: string) => (await json(`/api/events?${query}`)).body.items.map((item) => item.id);
    expect(await ids("state=dead")).toEqual([id]);
    expect(await ids("type=issues.opened&source=github")).toEqual([id]);
    expect(await ids("q=key/1")).toEqual([id]);
    expect(await ids("source=stripe")).toEqual([]);
  });

  test("pages by key; a limit out of bounds is clamped", async () => {
    const first = (await json("/api/events?limit=1")).body;
    expect(first.items).toHaveLength(1);
    const second = (await json(`/api/events?limit=1&before=${first.next as string}`)).body;
    expect([second.items[0]?.id, second.next]).toEqual([id, null]);
    expect((await json("/api/events?limit=0")).body.items).toHaveLength(1);
    expect((await json("/api/events?limit=-3")).body.items).toHaveLength(1);
    expect((await json("/api/events?limit=99999999")).body.items).toHaveLength(2);
  });

  test("parameters that are not valid are named", async () => {
    for (const query of ["limit=many", "state=lost"]) {
      const { status, body: problem } = await json(`/api/events?${query}`);
      expect([status, problem.code]).toEqual([400, "QUERY_INVALID"]);
      expect(problem.detail).toContain(query.split("=")[0]);
    }
  });

  test("an event with its attempts, and without credentials", async () => {
    const { body: event } = await json(`/api/events/${id}`);
    expect(event).toMatchObject({
      id,
      repeats: 0,
      deliveries: [
        {
          id: expect.stringMatching(/^dlv_/),
          destination: "github/issues.opened",
          state: "dead",
          attempts: [
            {
              startedAt: expect.any(Number),
              endedAt: expect.any(Number),
              outcome: "dead",
              error: expect.stringContaining("boom"),
            },
          ],
        },
      ],
    });
    const headers = (event as unknown as { headers: string[] }).headers;
    expect(headers.map((name) => name.toLowerCase())).toContain("authorization");
    expect(JSON.stringify(event)).not.toContain("tell-nobody");
    expect(headers).toContain("[redacted]");
  });

  test("a body as it was received, never as a page", async () => {
    const response = await get(`/api/events/${id}/body`);
    expect(await response.text()).toBe(body);
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("content-disposition")).toBe(`attachment; filename="${id}.bin"`);
  });

  test("an unknown id is 404 with its code, everywhere", async () => {
    const none = "evt_00000000-0000-7000-8000-000000000000";
    for (const path of [
      `/api/events/${none}`,
      `/api/events/${none}/body`,
      "/api/events/%2e%2e%2fetc",
      "/api/quarantine/x",
      "/api/quarantine/x/body",
      "/api/nothing",
      "/nothing",
    ]) {
      const { status, body: problem } = await json(path);
      expect([path, status]).toEqual([path, 404]);
      expect(problem.code).toMatch(/UNKNOWN|NOT_FOUND/);
    }
    const replayed = await json(`/api/events/${none}/replay`, { method: "POST" });
    expect([replayed.status, replayed.body.code]).toEqual([404, "EVENT_UNKNOWN"]);
  });

  test("replay to all, and to one", async () => {
    const all = await json(`/api/events/${id}/replay`, { method: "POST" });
    expect(all).toEqual({ status: 202, body: { deliveries: [expect.stringMatching(/^dlv_/)] } });
    const init = { method: "POST", headers: { "content-type": "application/json" } };
    const one = await json(`/api/events/${id}/replay`, { ...init, body: '{"destination":"github/other"}' });
    expect(one.status).toBe(202);
    const { body: event } = await json(`/api/events/${id}`);
    expect((event.deliveries as { destination: string }[]).map((delivery) => delivery.destination)).toEqual([
      "github/issues.opened",
      "github/issues.opened",
      "github/other",
    ]);
  });

  test("a replay whose body is not understood replays nothing", async () => {
    const before = (await inbox.archive.get(id))?.deliveries.length;
    const bodies: [string, string][] = [
      ["text/plain", '{"destination":"x"}'],
      ["application/json", '{"destination":'],
      ["application/json", '{"destinations":["x"]}'],
      ["application/json", '{"destination":7}'],
      ["application/json", `{"destination":"${"x".repeat(20_000)}"}`],
    ];
    for (const [type, text] of bodies) {
      const { status, body: problem } = await json(`/api/events/${id}/replay`, {
        method: "POST",
        body: text,
        headers: { "content-type": type },
      });
      expect([text.slice(0, 30), status >= 400 && status < 500, typeof problem.code]).toEqual([
        text.slice(0, 30),
        true,
        "string",
      ]);
    }
    expect((await inbox.archive.get(id))?.deliveries.length).toBe(before);
  });

  test("quarantine, and one of it with its bytes", async () => {
    const { body: page } = await json("/api/quarantine?source=github");
    expect(page.items).toEqual([
      {
        id: expect.any(String),
        source: "github",
        reason: "SIGNATURE_MISMATCH",
        detail: expect.any(String),
        method: "POST",
        url: "/in/github",
        receivedAt: expect.any(Number),
        size: 2,
      },
    ]);
    const one = page.items[0]?.id as string;
    const { body: shown } = await json(`/api/quarantine/${one}`);
    expect(shown.headers).toContain("[redacted]");
    expect(JSON.stringify(shown)).not.toContain("tell-nobody");
    expect(await (await get(`/api/quarantine/${one}/body`)).text()).toBe("{}");
  });

  test("sources with their warnings and counts, and no secret", async () => {
    const { body: list } = await json("/api/sources");
    expect(list.items).toMatchObject([
      {
        name: "github",
        provider: "github",
        path: "/in/github",
        mode: "async",
        events: 2,
        quarantined: 1,
        lastAt: expect.any(Number),
      },
      { name: "open", provider: "none", path: "/api/open", events: 0, lastAt: null },
    ]);
    expect(list.items[1]?.warnings).toEqual([expect.any(String)]);
    expect(JSON.stringify(list)).not.toContain(SECRET);
  });

  test("stats, session, probes, the plain page", async () => {
    expect((await json("/api/stats")).body).toMatchObject({
      events: 2,
      quarantined: 1,
      deliveries: { dead: expect.any(Number) },
    });
    expect((await json("/api/session")).body).toEqual({
      required: false,
      role: "admin",
      store: expect.stringContaining("memory"),
    });
    expect((await get("/healthz")).status).toBe(200);
    expect((await get("/readyz")).status).toBe(200);
  });

  test("metrics count what happened", async () => {
    const text = await (await get("/metrics")).text();
    expect(text).toContain('hookinbox_requests_total{source="github",outcome="accepted",code=""} 2');
    expect(text).toContain('code="SIGNATURE_MISMATCH"');
    expect(text).toMatch(/hookinbox_events 2/);
  });

  test("the description names the routes that others rely on", async () => {
    const { body: api } = await json("/api/openapi.json");
    expect(Object.keys(api.paths as object).sort()).toEqual(
      expect.arrayContaining([
        "/api/events",
        "/api/events/{id}",
        "/api/events/{id}/body",
        "/api/events/{id}/replay",
        "/api/quarantine",
        "/api/quarantine/release",
        "/api/quarantine/{id}",
        "/api/quarantine/{id}/body",
        "/api/session",
        "/api/sources",
        "/api/stats",
      ]),
    );
  });
});
