import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Api, createApi } from "../../client/api.ts";
import { resolveConfig } from "../../config/resolve.ts";
import { type Rig, SECRET, startAdmin } from "./admin.fixture.ts";
import { toCurl } from "./curl.ts";

/** What the dashboard does with what came in, through the typed client. */
let rig: Rig;
let api: Api;
beforeAll(async () => {
  rig = await startAdmin();
  api = createApi({ url: rig.served.admin });
});
afterAll(() => rig.served.close());

const BODY = `{"action":"opened","text":"it's \\"quoted\\" $(id) \\u2028"}`;

async function deadEvent(): Promise<string> {
  const id = await rig.send(BODY);
  await expect.poll(async () => (await api("GET /api/events/{id}", { params: { id } })).state).toBe("dead");
  return id;
}

test("an edited replay is a new event with a null key, marked as made from the first", async () => {
  const id = await deadEvent();
  const json = {
    body: '{"action":"opened","edited":true}',
    headers: ["X-Mine", "1", "content-type", "application/json"],
  };
  const made = await api("POST /api/events/{id}/edited", { params: { id }, json });
  const event = await api("GET /api/events/{id}", { params: { id: made.id } });
  expect(event).toMatchObject({ key: null, editedFrom: id, type: "issues.opened", headers: json.headers });
  expect(made.deliveries).toEqual(event.deliveries.map((delivery) => delivery.id));
  expect(new TextDecoder().decode(await api("GET /api/events/{id}/body", { params: { id: made.id } }))).toBe(json.body);
  const first = await api("GET /api/events/{id}", { params: { id } });
  expect(first.actions).toEqual([expect.objectContaining({ action: "replay.edited", subject: id, role: "admin" })]);
  const base64 = { body: "/wA=", encoding: "base64" as const };
  const bytes = await api("POST /api/events/{id}/edited", { params: { id }, json: base64 });
  expect([...(await api("GET /api/events/{id}/body", { params: { id: bytes.id } }))]).toEqual([255, 0]);
});

test("the curl command is signed afresh, does what it says in a shell, and holds no secret", async () => {
  const id = await deadEvent();
  const { command, signed, note } = await api("POST /api/events/{id}/curl", { params: { id }, json: {} });
  expect([signed, note]).toEqual([true, null]);
  expect(command).not.toContain(SECRET);
  const { stdout } = await promisify(execFile)("sh", ["-c", command]);
  expect(JSON.parse(stdout)).toEqual({ status: "duplicate", id });
});

test("a provider that sends the secret itself gets a command with its place, and a body that names a file is none", async () => {
  const settings = resolveConfig({
    store: "memory:",
    sources: { gl: { provider: "gitlab", secret: "the-gitlab-secret" } },
  });
  const event = { headers: ["content-type", "application/json"], body: new TextEncoder().encode("@/etc/passwd") };
  const source = settings.sources.get("gl")!;
  const { command, signed } = toCurl(source, event, ["x-gitlab-token"], "http://localhost/in/gl", undefined);
  expect(signed).toBe(false);
  expect(command).not.toContain("the-gitlab-secret");
  expect(command).toContain("-H 'x-gitlab-token: [redacted]'");
  expect(command).toContain("--data-raw '@/etc/passwd'");
});

test("a source says how it is set up, and takes a signed test event through the whole way in", async () => {
  const source = await api("GET /api/sources/{name}", { params: { name: "github" } });
  expect(source).toMatchObject({
    title: "GitHub",
    url: `${rig.served.ingest}/in/github`,
    canSign: true,
    unverified: false,
  });
  const steps = source.setup.steps.join("\n");
  expect(steps).toContain(source.url);
  expect(steps).toContain("Settings, Webhooks, Add webhook");
  expect(steps).toContain("your handlers are for: issues.opened;");
  expect(steps).toContain("Both sides need the same secret");
  expect(JSON.stringify(source)).not.toContain(SECRET);
  const tested = await api("POST /api/sources/{name}/test", { params: { name: "github" }, json: {} });
  expect(tested).toMatchObject({ status: 202, code: null, id: expect.stringMatching(/^evt_/) });
  const { items } = await api("GET /api/sources");
  expect(items.find((item) => item.name === "github")?.perMinute).toBeGreaterThan(0);
});

test("a secret is tried on a refused request, and is told nowhere", async () => {
  await rig.send(BODY, { "x-hub-signature-256": `sha256=${"0".repeat(64)}` });
  await expect.poll(async () => (await api("GET /api/quarantine")).items.length).toBeGreaterThan(0);
  const { items } = await api("GET /api/quarantine");
  const params = { id: items[0]?.id ?? "" };
  const wrong = await api("POST /api/quarantine/{id}/try", { params, json: { secret: "not-the-secret-at-all" } });
  expect(wrong).toMatchObject({ ok: false, code: "SIGNATURE_MISMATCH" });
  expect(JSON.stringify(wrong)).not.toContain("not-the-secret-at-all");
  const { items: audit } = await api("GET /api/audit", { query: { limit: 1000 } });
  expect(JSON.stringify(audit)).not.toContain("not-the-secret-at-all");
});

test("the dead are grouped by cause, and a group is replayed at once", async () => {
  const ids = [await deadEvent(), await deadEvent()];
  const { items } = await api("GET /api/dead");
  const group = items.find(({ cause }) => cause === "Error: boom")!;
  expect(group).toMatchObject({ destination: "github/issues.opened", events: expect.arrayContaining(ids) });
  const filter = { destination: group.destination, cause: group.cause, ids };
  const seen = await api("POST /api/replays/preview", { json: { filter } });
  expect(seen).toMatchObject({ count: 2, complete: true });
  const job = await api("POST /api/replays", { json: { filter, destination: group.destination, rate: 1000 } });
  await expect.poll(async () => (await api("GET /api/replays/{id}", { params: { id: job.id } })).state).toBe("done");
  expect(await api("GET /api/replays/{id}", { params: { id: job.id } })).toMatchObject({
    replayed: 2,
    skipped: 0,
    total: 2,
  });
  for (const id of ids) expect((await api("GET /api/events/{id}", { params: { id } })).deliveries).toHaveLength(2);
  const { actions } = await api("GET /api/events/{id}", { params: { id: ids[0] ?? "" } });
  expect(actions).toEqual([
    expect.objectContaining({ action: "replay.bulk", role: "admin", address: "127.0.0.1", subject: ids[0] }),
  ]);
  const { items: audit } = await api("GET /api/audit");
  expect(audit.filter(({ action }) => action === "replay.bulk")).toHaveLength(1);
  expect(audit.find(({ subject }) => subject === job.id)).toMatchObject({
    action: "replay.bulk",
    detail: { filter: { ids: 2 } },
  });
});

test("a job that is cancelled stops where it is", async () => {
  const ids = await Promise.all(Array.from({ length: 5 }, () => rig.send("{}")));
  const job = await api("POST /api/replays", { json: { filter: { ids }, destination: "github/none", rate: 0.5 } });
  const cancelled = await api("DELETE /api/replays/{id}", { params: { id: job.id } });
  expect(cancelled.state).toBe("cancelled");
  expect((await api("GET /api/replays")).items[0]?.replayed).toBeLessThan(5);
});

test("work shows each destination with its latency", async () => {
  await deadEvent();
  const { items } = await api("GET /api/work");
  const mine = items.find(({ destination }) => destination === "github/issues.opened");
  expect(mine).toMatchObject({ known: true, kind: "handler", latency: { count: expect.any(Number) } });
  expect(mine?.failed).toBeGreaterThan(0);
  expect(items.find(({ destination }) => destination === "github/none")).toMatchObject({
    known: false,
    kind: "unknown",
  });
  const { points, step } = await api("GET /api/series", { query: { range: "day" } });
  expect([step, points.length]).toEqual([300_000, 288]);
  expect(points.reduce((all, { accepted }) => all + accepted, 0)).toBeGreaterThan(0);
});

test("the last minutes are told by source and destination: one that gets nothing through hides behind no other", async () => {
  await fetch(`${rig.served.ingest}/in/nobody`, { method: "POST", body: "{}" });
  await rig.send(BODY, { "x-hub-signature-256": `sha256=${"0".repeat(64)}` });
  await deadEvent();
  const { recent } = await api("GET /api/series", { query: { range: "day" } });
  expect(recent.sources.map(({ source }) => source)).toEqual(["github"]);
  expect(recent.sources[0]?.refused).toBeGreaterThan(0);
  expect(recent.destinations.find(({ destination }) => destination === "github/issues.opened")).toMatchObject({
    done: 0,
    failed: expect.any(Number),
  });
});
