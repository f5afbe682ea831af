import { expect, test } from "vitest";
import { deliveryId, newEventId, parseDeliveryId, uuidv7 } from "./ids.ts";

test("a UUIDv7 carries its millisecond, its version and its variant", () => {
  const at = 1_790_000_000_123;
  const id = uuidv7(at);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(id.slice(0, 13).replace("-", ""), 16)).toBe(at);
});

test("ids grow strictly, also past 4096 in one millisecond and when the clock steps back", () => {
  const at = 1_790_000_001_000;
  const ids = Array.from({ length: 10_000 }, (_, i) => uuidv7(i === 5000 ? at - 60_000 : at));
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
});

test("a delivery's id names its event and number", () => {
  const event = newEventId();
  expect(parseDeliveryId(deliveryId(event, 3))).toEqual({ event, n: 3 });
  expect(parseDeliveryId("dlv_x_1")).toBeUndefined();
});
