import { afterEach, describe, expect, test } from "vitest";
import { findProvider } from "../providers/find.ts";
import { makeSample } from "../samples/make.ts";
import { fakeClock } from "./fake-clock.ts";
import { assertHandled } from "./handled.ts";
import "./vitest.ts";
import { type TestInbox, testInbox } from "./test-inbox.ts";
import { waitFor } from "./wait-for.ts";

let inbox: TestInbox;
afterEach(() => inbox?.stop());

describe("testInbox", () => {
  test("an event goes through the whole path and comes back handled", async () => {
    const seen: unknown[] = [];
    inbox = testInbox().on("stripe", "invoice.paid", ({ type, payload }) => void seen.push(type, payload)) as TestInbox;
    const event = await inbox.deliver("stripe", "invoice.paid", { data: { object: { id: "in_1" } } });
    expect(event).toMatchObject({ source: "stripe", type: "invoice.paid", state: "done", duplicate: false });
    expect(event.reply.status).toBe(202);
    expect(event.deliveries.map(({ destination, state }) => [destination, state])).toEqual([
      ["stripe/invoice.paid", "done"],
    ]);
    expect(seen).toEqual(["invoice.paid", event.payload]);
    expect(event.payload).toMatchObject({ type: "invoice.paid", data: { object: { id: "in_1" } } });
    expect(event.key).toMatch(/^test_/);
  });

  test("a type that stands in a header and in the body is taken apart", async () => {
    inbox = testInbox();
    const event = await inbox.deliver("github", "pull_request_review.submitted", { number: 1 }, { key: "d-1" });
    expect(event).toMatchObject({ type: "pull_request_review.submitted", key: "d-1", state: "unhandled" });
    expect(event.payload).toEqual({ action: "submitted", number: 1 });
    expect(event.headers).toContain("pull_request_review");
    expect(await inbox.deliver("github", "push", {})).toMatchObject({ type: "push", payload: {} });
  });

  test("a repeat starts nothing", async () => {
    let runs = 0;
    inbox = testInbox();
    inbox.on("github", "*", () => void runs++);
    const first = await inbox.deliver("github", "push", {}, { key: "same" });
    const second = await inbox.deliver("github", "push", {}, { key: "same" });
    expect(second).toMatchObject({ id: first.id, duplicate: true, state: "done" });
    expect(runs).toBe(1);
  });

  test("it is resolved only when every handler has run", async () => {
    const ended: string[] = [];
    inbox = testInbox();
    const ends = (name: string, ms: number) => async () => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      ended.push(name);
    };
    inbox.on("github", "push", ends("a", 30)).on("github", "*", ends("b", 5));
    const event = await inbox.deliver("github", "push", {});
    expect(ended).toEqual(["b", "a"]);
    expect(event.deliveries.every(({ state }) => state === "done")).toBe(true);
  });

  test("a handler that throws leaves its error, and runs again when the clock says so", async () => {
    const clock = fakeClock("2026-01-01T00:00:00Z");
    const attempts: number[] = [];
    inbox = testInbox({}, { clock });
    inbox.on("stripe", "*", (_event, { attempt }) => {
      attempts.push(attempt);
      if (attempt === 1) throw new Error("the first time is the worst");
    });
    const event = await inbox.deliver("stripe", "invoice.paid");
    expect(event).toMatchObject({ state: "pending", receivedAt: Date.UTC(2026, 0, 1) });
    expect(event.deliveries[0]?.attempts[0]).toMatchObject({
      outcome: "failed",
      error: expect.stringContaining("worst"),
    });
    clock.advance("9s");
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(attempts).toEqual([1]);
    clock.advance("2s");
    await waitFor(async () => (await inbox.event(event.id))?.state === "done");
    expect(attempts).toEqual([1, 2]);
  });

  test("what is refused is told by its code, and is in quarantine", async () => {
    inbox = testInbox();
    await expect(inbox.deliver("github", "push", {}, { secret: "wrong" })).rejects.toMatchObject({
      code: "SIGNATURE_MISMATCH",
    });
    await expect(inbox.deliver("github", "push", "{ not JSON")).rejects.toMatchObject({ code: "MALFORMED_BODY" });
    await expect(inbox.deliver("gihtub", "push")).rejects.toThrow(/github/);
    await waitFor(async () => {
      const { items } = await inbox.archive.quarantined({});
      expect(items.map(({ reason }) => reason).sort()).toEqual(["SIGNATURE_MISMATCH", "malformed"]);
      return true;
    });
  });

  test("a payload that says another type is a mistake, and nothing is sent", async () => {
    inbox = testInbox();
    await expect(inbox.deliver("github", "issues", { action: "opened" })).rejects.toMatchObject({
      code: "SAMPLE_MISMATCH",
      message: expect.stringContaining('"issues.opened"'),
    });
    expect((await inbox.archive.list({})).items).toEqual([]);
  });

  test("without a payload it is the sample of that type", async () => {
    inbox = testInbox();
    const event = await inbox.deliver("stripe", "charge.refunded");
    expect(event.payload).toMatchObject({ object: "event", data: { object: { object: "charge", refunded: true } } });
    const { payload } = makeSample("stripe", "charge.refunded", { set: { "data.object.amount_refunded": 1 } });
    expect(await inbox.deliver("stripe", "charge.refunded", payload)).toMatchObject({
      payload: { data: { object: { amount_refunded: 1 } } },
    });
  });

  test("text and bytes go out as they are", async () => {
    inbox = testInbox();
    const text = '{ "action":"opened",\r\n "n": 1e0 }';
    const event = await inbox.deliver("github", "issues.opened", text);
    expect(Buffer.from(event.body).toString()).toBe(text);
  });

  test("a config of one's own: secrets are kept or made up, the store is in memory whatever it says", async () => {
    inbox = testInbox({
      store: "sqlite:./must-not-be-made.db",
      sources: {
        shop: { provider: "shopify", secret: "my own secret for this shop" },
        chat: { provider: "discord" },
        bill: { provider: "chargify", secret: undefined },
        own: { provider: { ...findProvider("stripe"), id: "own", type: "{json:kind}", key: "{json:no}" } },
      },
    });
    expect(inbox.storeName).toContain("memory");
    expect(await inbox.deliver("shop", "orders/create", { id: 1 })).toMatchObject({ type: "orders/create" });
    expect(await inbox.deliver("chat", "APPLICATION_AUTHORIZED", { type: 1 })).toMatchObject({ state: "unhandled" });
    expect(await inbox.deliver("own", "made", {})).toMatchObject({ payload: { kind: "made" } });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const sent = { payload: { transaction: { id: 7 } } };
    const form = await inbox.deliver("bill", "payment_success", sent, { headers });
    expect(form.payload).toMatchObject({ event: "payment_success", payload: { transaction: { id: "7" } } });
  });

  test("a sync source answers after its handlers, and says that one failed", async () => {
    inbox = testInbox({ sources: { github: { provider: "github", mode: "sync" } } });
    inbox.on("github", "push", () => {
      throw new Error("no");
    });
    const event = await inbox.deliver("github", "push", {});
    expect(event.reply.status).toBe(500);
    expect(event.state).not.toBe("done");
  });

  test("every provider that it has without a config takes what is delivered", async () => {
    inbox = testInbox();
    const names = [...inbox.settings.sources.keys()];
    expect(names.length).toBeGreaterThan(100);
    const failed: string[] = [];
    for (const name of names)
      await inbox.deliver(name, "a.b", { some: "thing" }).catch(({ code }) => {
        if (code !== "SAMPLE_MISMATCH") failed.push(`${name}: ${code}`);
      });
    expect(failed).toEqual([]);
    expect((await inbox.archive.list({ limit: 1000 })).items.length).toBeGreaterThan(100);
  });
});

describe("fakeClock", () => {
  test("stands, is turned, is set", () => {
    const clock = fakeClock(1000);
    expect([clock(), clock.advance("1s"), clock(), clock.set(new Date(5)), clock()]).toEqual([1000, 2000, 2000, 5, 5]);
    expect(() => fakeClock("yesterday")).toThrow(/yesterday/);
  });
});

describe("waitFor", () => {
  test("gives what is truthy, whether it was false or threw before", async () => {
    let calls = 0;
    const value = await waitFor(
      () => {
        if (++calls === 1) throw new Error("not yet");
        return calls > 2 && `after ${calls}`;
      },
      { every: 1 },
    );
    expect(value).toBe("after 3");
  });

  test("rejects with the last cause", async () => {
    const options = { timeout: 5, every: 1 };
    await expect(waitFor(() => false, options)).rejects.toThrow("still false after 5 ms");
    await expect(waitFor(() => Promise.reject(new Error("why")), options)).rejects.toThrow("why");
  });
});

describe("what was handled", () => {
  test("is asserted, and the message lists what ran instead", async () => {
    inbox = testInbox();
    inbox
      .on("stripe", "invoice.paid", () => {})
      .on("stripe", "invoice.voided", () => {
        throw new Error("the ledger is closed\nat line 3");
      });
    expect(() => assertHandled(inbox, "invoice.paid")).toThrow(/nothing: no event with a handler has come/);
    await inbox.deliver("stripe", "invoice.paid", {});
    await inbox.deliver("stripe", "invoice.voided", {});

    assertHandled(inbox, "invoice.paid");
    assertHandled(inbox, "invoice.paid", { times: 1, source: "stripe", destination: "stripe/invoice.paid" });
    assertHandled(inbox, "invoice.voided", { times: 0 });
    expect(() => assertHandled(inbox, "invoice.payed")).toThrow(
      [
        '"invoice.payed" was handled 0 times; expected at least once. Did you mean "invoice.paid" or "invoice.voided"?',
        "What has run:",
        "  invoice.paid → stripe/invoice.paid, attempt 1: done",
        "  invoice.voided → stripe/invoice.voided, attempt 1: retry, Error: the ledger is closed",
      ].join("\n"),
    );
    expect(() => assertHandled(inbox, "invoice.paid", { source: "github" })).toThrow(/\(source github\) was handled 0/);
    expect(() => assertHandled(inbox, "invoice.paid", { times: 2 })).toThrow(/was handled once; expected 2 times/);
  });

  test("in vitest's words", async () => {
    inbox = testInbox();
    inbox.on("github", "push", () => {});
    await inbox.deliver("github", "push", {});
    expect(inbox).toHaveHandled("push");
    expect(inbox).not.toHaveHandled("issues.opened");
    expect(() => expect(inbox).not.toHaveHandled("push")).toThrow(/was handled once; expected not at least once/);
    expect(() => expect(inbox).toHaveHandled("push", { times: 3 })).toThrow(/expected 3 times/);
    expect(() => expect({}).toHaveHandled("push")).toThrow(/takes what testInbox/);
    expect(() => expect({}).not.toHaveHandled("push")).toThrow(/takes what testInbox/);
  });
});
