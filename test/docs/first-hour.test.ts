import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { ROOT } from "./snippets.ts";

test("docs/first-hour.md shows what the commands say; to write it anew: node scripts/docs-first-hour.mjs", async () => {
  const page = readFileSync(join(ROOT, "docs/first-hour.md"), "utf8");
  const script = join(ROOT, "scripts/docs-first-hour.mjs");
  const ran = promisify(execFile)(process.execPath, [script, "--check"]).then(
    () => page,
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout || stderr,
  );
  expect(await ran).toBe(page);
});
