import { expect, test } from "vitest";
import { createTokenGate } from "./token.ts";

const gateAt = () => {
  const time = { now: 0 };
  return { time, gate: createTokenGate("right-token", () => time.now) };
};

test.each([
  [undefined, "none"],
  ["Bearer right-token", "right"],
  ["bearer  right-token ", "right"],
  ["Bearer right-tokem", "wrong"],
  ["Bearer right-token-and-more", "wrong"],
  ["Bearer", "wrong"],
  ["Bearer ", "wrong"],
  ["", "wrong"],
  ["Basic right-token", "wrong"],
  ["right-token", "wrong"],
])("%j is %s", (authorization, shown) => {
  expect(gateAt().gate(authorization, "a")).toBe(shown);
});

test("an address that guesses is blocked, gets a try every six seconds, and others are not touched", () => {
  const { gate, time } = gateAt();
  for (let i = 0; i < 10; i++) expect(gate(`Bearer ${i}`, "a")).toBe("wrong");
  expect(gate("Bearer right-token", "a")).toBe("blocked");
  expect(gate("Bearer right-token", "b")).toBe("right");
  time.now = 5_999;
  expect(gate("Bearer right-token", "a")).toBe("blocked");
  time.now = 6_000;
  expect(gate("Bearer wrong", "a")).toBe("wrong");
  expect(gate("Bearer right-token", "a")).toBe("blocked");
  time.now = 12_000;
  expect(gate("Bearer right-token", "a")).toBe("right");
});

test("guesses from a million addresses take no more memory than a thousand", () => {
  const { gate } = gateAt();
  for (let i = 0; i < 5_000; i++) gate("Bearer x", `address-${i}`);
  for (let i = 0; i < 9; i++) gate("Bearer x", "address-4999");
  expect(gate("Bearer right-token", "address-4999")).toBe("blocked");
  expect(gate("Bearer right-token", "address-0")).toBe("right");
});
