import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createInbox, type Inbox } from "../src/index.ts";

let folder: string;
let inbox: Inbox;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hookinbox-release-"));
});
afterEach(async () => {
  await inbox.stop();
  await rm(folder, { recursive: true, force: true });
});

const open = (secret: string) =>
  createInbox({
    store: `sqlite:${join(folder, "inbox.db")}`,
    sources: { stripe: { provider: "stripe", secret } },
    log: { level: "silent" },
    work: { poll: 20 },
  });

function signed(id: string, secret: string, at: number): Request {
  const body = JSON.stringify({ id, type: "invoice.paid" });
  const t = Math.floor(at / 1000);
  const v1 = createHmac("sha256", secret).update(`${t}.${body}`).digest("hex");
  return new Request("http://localhost/in/stripe", {
    method: "POST",
    body,
    headers: { "content-type": "application/json", "stripe-signature": `t=${t},v1=${v1}` },
  });
}

const quarantined = async () => (await inbox.archive.quarantined({})).items.length;

describe("after a wrong secret was mended", () => {
  test("what was refused is verified again as of when it came, deduped, handled in order, and nothing is lost", async () => {
    inbox = open("whsec_wrong_wrong_wrong");
    await inbox.start();
    for (const id of ["evt_1", "evt_2", "evt_3", "evt_2"])
      expect((await inbox.fetch(signed(id, "whsec_right_right_right", Date.now()))).status).toBe(401);
    expect((await inbox.fetch(signed("evt_forged", "whsec_forged_forged", Date.now()))).status).toBe(401);
    await expect.poll(quarantined).toBe(5);
    await inbox.stop();

    inbox = open("whsec_right_right_right");
    const handled: string[] = [];
    inbox.on("stripe", "invoice.paid", (event) => void handled.push(event.key ?? ""), { concurrency: 1 });
    await inbox.start();
    await inbox.fetch(signed("evt_3", "whsec_right_right_right", Date.now()));
    await expect.poll(() => handled).toEqual(["evt_3"]);
    expect(await inbox.release("stripe", { preview: true })).toEqual({
      source: "stripe",
      examined: 5,
      accepted: 4,
      duplicates: 0,
      refused: { SIGNATURE_MISMATCH: 1 },
    });
    expect(await quarantined()).toBe(5);
    const [a, b] = await Promise.all([inbox.release("stripe"), inbox.release("stripe")]);
    const sum = (what: "accepted" | "duplicates") => (a?.[what] ?? 0) + (b?.[what] ?? 0);
    expect([sum("accepted"), sum("duplicates")]).toEqual([2, 2]);
    await expect.poll(() => handled).toEqual(["evt_3", "evt_1", "evt_2"]);
    expect(await quarantined()).toBe(1);
    expect(await inbox.release("nobody")).toBeUndefined();
  });

  test("a request is judged as of when it was received, and one that was too old then stays", async () => {
    inbox = open("whsec_right_right_right");
    await inbox.start();
    expect((await inbox.fetch(signed("evt_old", "whsec_right_right_right", Date.now() - 3_600_000))).status).toBe(400);
    await expect.poll(quarantined).toBe(1);
    expect(await inbox.release("stripe")).toMatchObject({ accepted: 0, refused: { TIMESTAMP_TOO_OLD: 1 } });
    expect(await quarantined()).toBe(1);
  });
});
