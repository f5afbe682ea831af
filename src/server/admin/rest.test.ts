import { expect, test } from "vitest";
import { createRest } from "./rest.ts";

function rig() {
  let at = 0;
  const rests: number[] = [];
  const rested = createRest(
    () => at,
    async (ms) => {
      rests.push(ms);
      at += ms;
    },
  );
  const later = (ms: number) => (at += ms);
  return { rested, rests, later, asked: (took: number) => rested(async () => later(took)) };
}

test("who asks in a loop rests between two answers", async () => {
  const { asked, rests, later } = rig();
  await asked(3);
  await asked(100);
  later(5);
  await asked(1);
  expect(rests).toEqual([20, 15]);
});

test("who asks now and then waits for nothing", async () => {
  const { asked, rests, later } = rig();
  await asked(3);
  later(20);
  await asked(3);
  expect(rests).toEqual([]);
});

test("one that fails rests as well, and says so to who asked alone", async () => {
  const { rested, asked, rests, later } = rig();
  const failing = rested(async () => {
    later(4);
    throw new Error("no store");
  });
  await expect(failing).rejects.toThrow("no store");
  await asked(1);
  expect(rests).toEqual([20]);
});
