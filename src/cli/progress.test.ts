import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { createProgress, createPulse } from "./progress.ts";

const ERASE = "\r\u001b[2K";

/** What a terminal is sent, or a pipe. */
function screen(isTTY: boolean, columns?: number) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns }) as unknown as NodeJS.WriteStream;
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

test("what is done is told from what is not without colours as well", () => {
  const { stream, text } = screen(true);
  createProgress(4, "sent", { stream }).at(1);
  expect(stripVTControlCharacters(text())).toContain(`${"━".repeat(7)}${"─".repeat(21)} 1 of 4 sent`);
});

test("a pulse goes on by itself, and says what is done", async () => {
  const { stream, text } = screen(true);
  const pulse = createPulse("deleted", { stream });
  pulse.at(1200);
  await expect.poll(text, { timeout: 20_000 }).toMatch(/[━─] 1200 deleted, \d+ s/);
  pulse.clear();
  expect(text().endsWith(ERASE)).toBe(true);
});

test.each([80, 50, 40, 30, 12])(
  "on %i columns a line never wraps, as it could not be written over then",
  async (columns) => {
    const { stream, text } = screen(true, columns);
    createProgress(1_000_000, "replayed", { stream }).at(1_000_000);
    const pulse = createPulse("deleted", { stream });
    pulse.at(1_234_567);
    await expect.poll(text, { timeout: 20_000 }).toContain("1234567 del");
    pulse.clear();
    const drawn = text().split(ERASE).map(stripVTControlCharacters);
    expect(drawn.length).toBeGreaterThan(2);
    for (const line of drawn) expect(line.length).toBeLessThan(columns);
    expect(drawn[1]).toContain(columns < 30 ? "1000000 of" : "1000000 of 1000000 replayed");
    expect(text().includes("━")).toBe(columns >= 30);
  },
);

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
