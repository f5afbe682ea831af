import { createHmac } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { createInbox, type Inbox } from "../src/index.ts";

let inbox: Inbox;
afterEach(() => inbox.stop());

const open = (source: object) =>
  createInbox({ store: "memory:", log: { level: "silent" }, sources: { asana: { provider: "asana", ...source } } });
const post = (headers: Record<string, string>, body = "") =>
  inbox.fetch(new Request("http://localhost/in/asana", { method: "POST", body, headers }));

test("a secret is taken from the handshake while a window is open, once, and verifies from then on", async () => {
  inbox = open({ enrol: true });
  await inbox.start();
  const handshake = { "x-hook-secret": "b537207f20cbfa02357cf448134da559" };
  expect((await post(handshake)).status).toBe(401);
  const secret = inbox.enrol("asana");
  await expect(inbox.enrol("asana")).rejects.toMatchObject({ code: "ENROL_REFUSED" });
  const answer = await post(handshake);
  expect([answer.status, answer.headers.get("x-hook-secret")]).toEqual([200, handshake["x-hook-secret"]]);
  expect(await secret).toBe(handshake["x-hook-secret"]);
  const body = '{"events":[]}';
  const signature = createHmac("sha256", await secret)
    .update(body)
    .digest("hex");
  expect((await post({ "x-hook-signature": signature, "content-type": "application/json" }, body)).status).toBe(202);
  expect((await post({ "x-hook-secret": "another-secret-0123456789" })).status).toBe(401);
  await expect(inbox.enrol("asana")).rejects.toMatchObject({ code: "ENROL_REFUSED" });
});

test("a secret that is set is never replaced, and a window that nobody used says so", async () => {
  inbox = open({ enrol: true, secret: "set-by-a-person" });
  await inbox.start();
  await expect(inbox.enrol("asana")).rejects.toMatchObject({ code: "ENROL_REFUSED" });
  await inbox.stop();
  inbox = open({ enrol: true });
  await inbox.start();
  await expect(inbox.enrol("asana", { for: 20 })).rejects.toMatchObject({ code: "ENROL_EXPIRED" });
  const left = expect(inbox.enrol("asana")).rejects.toMatchObject({ code: "ENROL_EXPIRED" });
  await inbox.stop();
  await left;
  expect(() => open({})).toThrow(/asana.*secret/);
});
