import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { createInbox, type Inbox } from "../src/index.ts";

let inbox: Inbox;
afterEach(() => inbox.stop());

const send = async (payload: object) => {
  const request = new Request("http://localhost/in/shop", {
    method: "POST",
    body: JSON.stringify(payload),
    headers: { "content-type": "application/json", "x-type": "order" },
  });
  return ((await (await inbox.fetch(request)).json()) as { id: string }).id;
};
const open = () =>
  createInbox({
    store: "memory:",
    sources: { shop: { provider: "none", allowUnverified: true } },
    log: { level: "silent" },
    work: { poll: 20 },
  });

test("a schema types the payload and hands over what it makes of it; one that does not fit is dead, with the places", async () => {
  inbox = open();
  const Order = z.object({ id: z.coerce.number(), items: z.array(z.object({ price: z.number() })) });
  const seen: number[] = [];
  inbox.on("shop", "*", (event) => void seen.push(event.payload.id + event.payload.items.length), { schema: Order });
  await inbox.start();
  const good = await send({ id: "41", items: [{ price: 1 }] });
  const bad = await send({ id: 1, items: [{ price: "free" }] });
  await expect.poll(async () => (await inbox.archive.get(good))?.state).toBe("done");
  expect(seen).toEqual([42]);
  await expect.poll(async () => (await inbox.archive.get(bad))?.state).toBe("dead");
  const [delivery] = (await inbox.archive.get(bad))!.deliveries;
  expect(delivery?.attempts).toHaveLength(1);
  expect(delivery?.attempts[0]?.error).toContain("the payload does not fit its schema\n  items[0].price: ");
});

test("a source that verifies nothing is refused where the inbox may be reached from outside", async () => {
  inbox = createInbox({ store: "memory:", sources: { open: { provider: "none" } }, log: { level: "silent" } });
  await expect(inbox.start()).rejects.toThrow(/verifies nothing, and an app's own listener can be reached/);
  await expect(inbox.start({ host: "0.0.0.0" })).rejects.toThrow(/0\.0\.0\.0 can be reached/);
  await inbox.start({ host: "127.0.0.1" });
});

test("what is no schema, a wrong option, pattern or source is said at once, with the nearest right name", () => {
  inbox = open();
  const fn = () => {};
  expect(() => inbox.on("shop", "*", fn, { schema: {} as never })).toThrow(/schema: expected a schema of zod, valibot/);
  expect(() => inbox.on("shop", "*", fn, { concurency: 2 } as never)).toThrow(/Did you mean "concurrency"/);
  expect(() => inbox.on("shop", "a*b", fn)).toThrow(/before its end/);
  expect(() => inbox.on("shp", "*", fn)).toThrow(/Did you mean "shop"/);
});
