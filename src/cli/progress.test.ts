import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { createProgress, createPulse } from "./progress.ts";

const ERASE = "\r\u001b[2K";

/** What a terminal is sent, or a pipe. */
function screen(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY }) as unknown as NodeJS.WriteStream;
  let text = "";
  stream.on("data", (chunk) => (text += chunk));
  return { stream, text: () => text };
}

test("a bar says how far the work is, and leaves an empty line behind", () => {
  const { stream, text } = screen(true);
  const progress = createProgress(4, "sent", { stream });
  progress.at(4);
  expect(text()).toContain("━ 4 of 4 sent");
  progress.clear();
  expect(text().endsWith(ERASE)).toBe(true);
});

test("a pulse goes on by itself, and says what is done", async () => {
  const { stream, text } = screen(true);
  const pulse = createPulse("deleted", { stream });
  pulse.at(1200);
  await expect.poll(text, { timeout: 20_000 }).toMatch(/━ 1200 deleted, \d+ s/);
  pulse.clear();
  expect(text().endsWith(ERASE)).toBe(true);
});

test("a pipe, and whoever asked for JSON, is sent nothing", async () => {
  for (const { stream, text, off } of [
    { ...screen(false), off: false },
    { ...screen(true), off: true },
  ]) {
    const made = [createProgress(4, "sent", { stream, off }), createPulse("deleted", { stream, off })];
    for (const one of made) {
      one.at(4);
      one.clear();
    }
    stream.end();
    await new Promise((resolve) => stream.once("end", resolve).resume());
    expect(text()).toBe("");
  }
});
