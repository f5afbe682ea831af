import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Api, createApi } from "../../client/api.ts";
import { type Rig, startAdmin } from "./admin.fixture.ts";

let rig: Rig;
let api: Api;
beforeAll(async () => {
  rig = await startAdmin();
  api = createApi({ url: rig.served.admin });
});
afterAll(() => rig.served.close());

const sign = (body: string, secret: string) => `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

test("a bin takes any method, path and type, shows it, and answers plainly", async () => {
  const bin = await api("POST /api/bins", { json: {} });
  expect(bin.url).toBe(`${rig.served.ingest}/bin/${bin.id}`);
  const answer = await fetch(`${bin.url}/any/where?a=1&token=abc`, {
    method: "PUT",
    body: new Uint8Array([0, 255]),
    headers: { "content-type": "x/y", cookie: "hookinbox_session=0123456789012345678901; a=1" },
  });
  expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([
    200,
    "text/plain; charset=utf-8",
    "",
  ]);
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect((await fetch(bin.url, { method: "DELETE" })).status).toBe(200);
  const params = { id: bin.id };
  const { items } = await api("GET /api/bins/{id}/requests", { params });
  expect(items.map(({ method, size }) => [method, size])).toEqual([
    ["DELETE", 0],
    ["PUT", 2],
  ]);
  expect(items[1]?.url).toBe(`/bin/${bin.id}/any/where?a=1&token=[redacted]`);
  expect(JSON.stringify(items)).not.toContain("0123456789012345678901");
  const request = items[1]?.id ?? "";
  expect([...(await api("GET /api/bins/{id}/requests/{request}/body", { params: { ...params, request } }))]).toEqual([
    0, 255,
  ]);
  const page = await api("GET /api/bins/{id}/requests", { params, query: { limit: 1 } });
  expect(page.next).toBe(items[0]?.id);
});

test("it recognises who sends, checks by a secret that it never shows, and becomes a source", async () => {
  const bin = await api("POST /api/bins", { json: { secret: "a-bins-secret" } });
  const send = (secret: string) =>
    fetch(bin.url, {
      method: "POST",
      body: "{}",
      headers: { "x-github-event": "ping", "x-github-delivery": "1", "x-hub-signature-256": sign("{}", secret) },
    });
  await send("a-bins-secret");
  await send("another");
  const params = { id: bin.id };
  const { items } = await api("GET /api/bins/{id}/requests", { params });
  expect(items.map(({ provider, verdict }) => [provider?.id, verdict?.ok, verdict?.code])).toEqual([
    ["github", false, "SIGNATURE_MISMATCH"],
    ["github", true, null],
  ]);
  expect(JSON.stringify([items, await api("GET /api/bins")])).not.toContain("a-bins-secret");
  const source = await api("POST /api/bins/{id}/source", { params, json: { name: "my-repo" } });
  expect(source).toEqual({
    provider: "github",
    config: `"my-repo": { provider: "github", secret: process.env.MY_REPO_WEBHOOK_SECRET },`,
    env: "MY_REPO_WEBHOOK_SECRET=",
    path: "/in/my-repo",
  });
});

test("it answers as told, but sets no cookie and breaks no framing", async () => {
  const headers = { "x-mine": "1", "Set-Cookie": "hookinbox_session=x", "content-type": "application/xml" };
  const bin = await api("POST /api/bins", { json: { answer: { status: 418, headers, body: "<a/>", delay: 10 } } });
  const answer = await fetch(bin.url, { method: "POST" });
  expect([answer.status, answer.headers.get("x-mine"), answer.headers.get("set-cookie"), await answer.text()]).toEqual([
    418,
    "1",
    null,
    "<a/>",
  ]);
  const split = { answer: { headers: { "x-a": "1\r\nx-b: 2" } } };
  await expect(api("PATCH /api/bins/{id}", { params: { id: bin.id }, json: split })).rejects.toMatchObject({
    problem: { status: 400 },
  });
  await expect(api("POST /api/bins", { json: { provider: "githb" } })).rejects.toMatchObject({
    problem: { status: 400 },
  });
  await api("DELETE /api/bins/{id}", { params: { id: bin.id } });
  expect((await fetch(bin.url, { method: "POST" })).status).toBe(404);
});

test("settings are taken back by an empty text, and a change that is refused changes nothing", async () => {
  const bin = await api("POST /api/bins", { json: { provider: "stripe", secret: "a-bins-secret" } });
  const params = { id: bin.id };
  const mistyped = { answer: { status: 418 }, provider: "githb", secret: "" };
  await expect(api("PATCH /api/bins/{id}", { params, json: mistyped })).rejects.toMatchObject({
    problem: { status: 400 },
  });
  expect(await api("GET /api/bins/{id}", { params })).toMatchObject({
    answer: { status: 200 },
    provider: "stripe",
    hasSecret: true,
  });
  const cleared = await api("PATCH /api/bins/{id}", { params, json: { provider: "", secret: "" } });
  expect(cleared).toMatchObject({ provider: null, hasSecret: false });
  await api("DELETE /api/bins/{id}", { params });
});

test("bins are bounded, and so is what each keeps", async () => {
  for (const bin of (await api("GET /api/bins")).items) await api("DELETE /api/bins/{id}", { params: { id: bin.id } });
  const bins = [];
  for (let i = 0; i < 20; i++) bins.push(await api("POST /api/bins", { json: {} }));
  await expect(api("POST /api/bins", { json: {} })).rejects.toMatchObject({ problem: { code: "TOO_MANY_BINS" } });
  const [first] = bins;
  expect((await fetch(first!.url, { method: "POST", body: "x".repeat(1024 * 1024 + 1) })).status).toBe(413);
  const body = "x".repeat(1024 * 1024);
  for (let i = 0; i < 18; i++) await fetch(first!.url, { method: "POST", body });
  expect((await api("GET /api/bins/{id}", { params: { id: first!.id } })).requests).toBe(16);
});
