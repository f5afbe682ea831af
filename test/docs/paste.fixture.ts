import { spawnSync } from "node:child_process";
import { expect } from "vitest";

/** The `curl` that a program printed, to paste as a reader would. */
export const curlIn = (output: string): string => /^curl [\s\S]*?--data-binary .*$/m.exec(output)?.[0] ?? "";

export function paste(curl: string): { status: string | undefined; body: string } {
  const { stdout, stderr, status } = spawnSync("bash", ["-c", curl], { encoding: "utf8" });
  expect(status, stderr).toBe(0);
  const lines = stdout.trim().split(/\r?\n/);
  return { status: lines[0]?.split(" ")[1], body: lines.at(-1) ?? "" };
}
