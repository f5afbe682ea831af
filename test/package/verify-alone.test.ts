import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Consumer, createConsumer } from "../docs/consumer.fixture.ts";

/** `hookinbox/verify` in a bundle: one provider, and little else. */

/** Compressed. */
const LIMIT = 25_000;

let consumer: Consumer;
beforeAll(() => {
  consumer = createConsumer();
});
afterAll(() => consumer.remove());

async function bundle(name: string, text: string): Promise<{ file: string; code: string }> {
  const input = consumer.write(`${name}.mjs`, text);
  const file = join(consumer.folder, `${name}.bundle.mjs`);
  const build = await rolldown({ input, platform: "node" });
  const { output } = await build.write({ file, format: "esm", minify: true });
  return { file, code: output[0].code };
}

test("one provider is bundled, verifies, and costs at most 25 KB", async () => {
  const { file, code } = await bundle(
    "one",
    `import { verify } from "hookinbox/verify";
import { github } from "hookinbox/providers/github";
const body = '{"action":"opened"}';
const headers = { "x-github-event": "issues", "x-hub-signature-256": "sha256=" + process.env.SIGNATURE };
const { ok, code, type } = await verify(github, { headers, body }, { secret: "s" });
console.log(ok, code, type);`,
  );
  expect(gzipSync(code).length).toBeLessThan(LIMIT);
  expect(code).not.toContain("x-shopify");
  const { createHmac } = await import("node:crypto");
  const run = (SIGNATURE: string) => {
    const { stdout, stderr } = spawnSync(process.execPath, [file], { env: { SIGNATURE }, encoding: "utf8" });
    return stdout.trim() || stderr;
  };
  expect(run(createHmac("sha256", "s").update('{"action":"opened"}').digest("hex"))).toBe(
    "true undefined issues.opened",
  );
  expect(run("0".repeat(64))).toBe("false SIGNATURE_MISMATCH undefined");
});

test("control: the one that knows all by name is larger", async () => {
  const { code } = await bundle("all", `import { verify } from "hookinbox"; console.log(verify);`);
  expect(gzipSync(code).length).toBeGreaterThan(LIMIT);
});

test("an odd scheme comes along with its provider; a name is refused with the fix", async () => {
  const { file } = await bundle(
    "odd",
    `import { verify } from "hookinbox/verify";
import { twilio } from "hookinbox/providers/twilio";
const request = { url: "https://example.com/x", headers: { "x-twilio-signature": "AAAAAAAAAAAAAAAAAAAAAAAAAAA=" }, body: "" };
console.log((await verify(twilio, request, { secret: "s" })).code);
const named = await verify("twilio", request, { secret: "s" });
console.log(named.code, named.advice);`,
  );
  const { stdout } = spawnSync(process.execPath, [file], { encoding: "utf8" });
  expect(stdout).toMatch(
    /^SIGNATURE_MISMATCH\nUNKNOWN_PROVIDER import \{ github \} from "hookinbox\/providers\/github"/,
  );
});
