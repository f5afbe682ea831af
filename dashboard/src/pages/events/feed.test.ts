import { expect, test } from "vitest";
import type { EventSummary } from "../../shapes.ts";
import { EMPTY, withFirst, withOlder } from "./feed.ts";

const rows = (...ids: number[]) => ids.map((n) => ({ id: `evt_${n}`, receivedAt: n }) as EventSummary);
const ids = ({ items }: { items: readonly EventSummary[] }) => items.map(({ receivedAt }) => receivedAt);

test("the first page again does not throw away how far back was looked", () => {
  const first = { items: rows(9, 8), next: "slice 1" };
  const far = withOlder(withFirst(EMPTY, first), { items: [], next: "slice 7" });
  expect(withFirst(far, first).older).toEqual({ before: "slice 7" });
  expect(withFirst(far, { items: rows(10, 9, 8), next: "slice 1" }).older).toEqual({ before: "slice 7" });
  const end = withOlder(far, { items: [], next: null });
  expect(withFirst(end, first).older).toBeUndefined();
});

test("a first page that goes further than the list, or does not meet it, says where to go on", () => {
  const far = withOlder(withFirst(EMPTY, { items: rows(9, 8), next: "a" }), { items: rows(7), next: "b" });
  const further = withFirst(far, { items: rows(9, 8, 7, 6), next: "c" });
  expect([ids(further), further.older]).toEqual([[9, 8, 7, 6], { before: "c" }]);
  const apart = withFirst(far, { items: rows(99, 98), next: "d" });
  expect([ids(apart), apart.older]).toEqual([[99, 98], { before: "d" }]);
  const behind = withFirst(far, { items: rows(10, 9), next: "e" });
  expect([ids(behind), behind.older]).toEqual([[10, 9, 8, 7], { before: "b" }]);
});
