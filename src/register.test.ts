import { expect, test } from "vitest";
import { createInbox } from "./inbox.ts";
import { on } from "./on.ts";

const inbox = () =>
  createInbox({
    store: "memory:",
    sources: {
      hub: { provider: "github", secret: "s of a test of its own" },
      pay: { provider: "stripe", secret: "whsec_cGF5" },
    },
    log: { level: "silent" },
  });

class Billing {
  paid(): void {}
  pushed(): void {}
}
// What runs these tests compiles no decorators: they are called as the older compiler would.
const { paid, pushed } = Object.getOwnPropertyDescriptors(Billing.prototype);
on("pay", "invoice.paid", { timeout: "30s" })(Billing.prototype, "paid", paid);
on("hub", "push", { name: "deploy" })(Billing.prototype, "pushed", pushed);

test("an instance's @on methods are handlers, under the names that they would have anywhere", async () => {
  const it = inbox().register(new Billing());
  await it.start();
  expect(it.destinations().map(({ name, timeout }) => [name, timeout])).toEqual([
    ["pay/invoice.paid", 30_000],
    ["deploy", expect.any(Number)],
  ]);
  await it.stop();
});

test("what has no @on method, or comes after the start, is refused", async () => {
  const it = inbox();
  expect(() => it.register({ paid() {} })).toThrow(/@on/);
  await it.start();
  expect(() => it.register(new Billing())).toThrow(/start/);
  await it.stop();
});
