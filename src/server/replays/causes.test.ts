import { expect, test } from "vitest";
import { causeOf, groupDead } from "./causes.ts";

test.each([
  ['Error: order 4711 of "Ann" is gone\n    at x', 'Error: order N of "…" is gone'],
  ["Error: evt_0199a5b3-7f3e-7cc1-8f6e-0123456789ab failed after 3.5 s", "Error: evt_ID failed after N s"],
  ["cus_9s6XKzkNRiz8i3 is unknown", "ID is unknown"],
  ["connect ECONNREFUSED 10.0.0.1:5432", "connect ECONNREFUSED N:N"],
  ["\n\n", "no message"],
  [null, "the worker crashed"],
])("%j is of the cause %s", (error, cause) => {
  expect(causeOf(error)).toBe(cause);
});

test("the largest group is first, with its newest events, and the newest error as it is", () => {
  const dead = (n: number, error: string) => ({ event: `evt_${n}`, destination: "a", receivedAt: 100 - n, error });
  const groups = groupDead([dead(1, "x 1"), dead(2, "y"), dead(3, "x 2")]);
  expect(groups).toEqual([
    { destination: "a", cause: "x N", newest: "x 1", count: 2, newestAt: 99, events: ["evt_1", "evt_3"] },
    { destination: "a", cause: "y", newest: "y", count: 1, newestAt: 98, events: ["evt_2"] },
  ]);
});
