import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAgain } from "./again.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function rig() {
  const held = { is: false };
  const answers: ((done: boolean) => void)[] = [];
  let asked = 0;
  const load = () => {
    asked += 1;
    return new Promise<boolean>((resolve) => answers.push(resolve));
  };
  const answer = async (done = true) => {
    answers.shift()?.(done);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { held, answer, asked: () => asked, again: createAgain(load, 700, () => held.is) };
}

test("many words are one question", async () => {
  const { again, asked, answer } = rig();
  for (let i = 0; i < 10; i++) again.soon();
  expect(asked()).toBe(0);
  await vi.advanceTimersByTimeAsync(700);
  await answer();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked()).toBe(1);
});

test("nothing is asked while the list is held, not by a timer from before either; then it is", async () => {
  const { again, asked, held } = rig();
  again.soon();
  held.is = true;
  again.soon();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked()).toBe(0);
  held.is = false;
  again.released();
  expect(asked()).toBe(1);
});

test("what comes while an answer is awaited is asked for behind it, also by a list that was held and let go", async () => {
  const { again, asked, answer, held } = rig();
  again.now();
  again.soon();
  held.is = true;
  again.soon();
  held.is = false;
  again.released();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked()).toBe(1);
  await answer();
  await vi.advanceTimersByTimeAsync(700);
  expect(asked()).toBe(2);
});

test("a list of which nothing was missed is not asked for again when it is let go", () => {
  const { again, asked } = rig();
  again.released();
  expect(asked()).toBe(0);
});

test("what could not be loaded is asked for again after a while, until it is there", async () => {
  const { again, asked, answer } = rig();
  again.now();
  await answer(false);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked()).toBe(1);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked()).toBe(2);
  await answer();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked()).toBe(2);
});
