import { expect, test } from "vitest";
import { bearerOf, createTokenGate } from "./token.ts";

const TOKENS = [
  { token: "right-token", role: "admin" },
  { token: "listen-token", role: "listen" },
] as const;

const gateAt = () => {
  const time = { now: 0 };
  return { time, gate: createTokenGate(TOKENS, () => time.now) };
};

test.each([
  [undefined, "none"],
  ["Bearer right-token", "admin"],
  ["bearer  right-token ", "admin"],
  ["Bearer listen-token", "listen"],
  ["Bearer right-tokem", "wrong"],
  ["Bearer right-token-and-more", "wrong"],
  ["Bearer", "wrong"],
  ["Bearer ", "wrong"],
  ["", "wrong"],
  ["Basic right-token", "wrong"],
  ["right-token", "wrong"],
])("%j is %s", (authorization, shown) => {
  expect(gateAt().gate(bearerOf(authorization), "a")).toBe(shown);
});

test("an address that guesses is blocked, gets a try every six seconds, and others are not touched", () => {
  const { gate, time } = gateAt();
  for (let i = 0; i < 10; i++) expect(gate(`${i}`, "a")).toBe("wrong");
  expect(gate("right-token", "a")).toBe("blocked");
  expect(gate("right-token", "b")).toBe("admin");
  time.now = 5_999;
  expect(gate("right-token", "a")).toBe("blocked");
  time.now = 6_000;
  expect(gate("wrong", "a")).toBe("wrong");
  expect(gate("right-token", "a")).toBe("blocked");
  time.now = 12_000;
  expect(gate("right-token", "a")).toBe("admin");
});

test("guesses from a million addresses take no more memory than a thousand", () => {
  const { gate } = gateAt();
  for (let i = 0; i < 5_000; i++) gate("x", `address-${i}`);
  for (let i = 0; i < 9; i++) gate("x", "address-4999");
  expect(gate("right-token", "address-4999")).toBe("blocked");
  expect(gate("right-token", "address-0")).toBe("admin");
});
