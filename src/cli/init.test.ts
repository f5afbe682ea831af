import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hookinbox, project } from "./run.fixture.ts";

let folder = "";
let remove = (): void => {};
beforeEach(() => ({ folder, remove } = project()));
afterEach(() => remove());
const read = (name: string): string => readFileSync(join(folder, name), "utf8");

describe("init", () => {
  // A plain HMAC, a secret in base64, none at all, options that are required.
  it.each(["github", "standard-webhooks", "none", "generic"])(
    "%s: writes what doctor then finds nothing wrong with",
    async (id) => {
      const made = await hookinbox(folder, "init", id);
      expect(made.code).toBe(0);
      expect(made.stdout).toContain("hookinbox.config.mjs, handlers.mjs");
      const checked = await hookinbox(folder, "doctor", "--port", "0", "--admin-port", "0");
      expect(checked.stdout).toContain("Nothing is wrong");
      expect(checked.code).toBe(0);
    },
  );

  it("takes github where nobody can be asked, and says so", async () => {
    const { code, stderr } = await hookinbox(folder, "init");
    expect([code, stderr]).toEqual([0, expect.stringContaining("taking github")]);
    expect(read("handlers.mjs")).toContain('"issues.opened"');
  });

  it("keeps the secret out of the config, in a file for its owner alone", async () => {
    await hookinbox(folder, "init", "stripe");
    const secret = /^STRIPE_WEBHOOK_SECRET=(\S{32,})$/m.exec(read(".env"))?.[1] ?? "none";
    expect(read("hookinbox.config.mjs")).toContain("process.env.STRIPE_WEBHOOK_SECRET");
    expect(read("hookinbox.config.mjs")).not.toContain(secret);
    expect(statSync(join(folder, ".env")).mode & 0o077).toBe(0);
  });

  it("leaves a secret blank that only the provider has, and says what it is made of", async () => {
    await hookinbox(folder, "init", "sendgrid");
    expect(read(".env")).toMatch(/^# .*public key.*\n(?:# .*\n)?SENDGRID_WEBHOOK_SECRET=\n$/);
    const { code, stderr } = await hookinbox(folder, "migrate");
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("process.env.SENDGRID_WEBHOOK_SECRET, which has no value"),
    ]);
  });

  it("overwrites nothing, unless told to", async () => {
    writeFileSync(join(folder, "handlers.mjs"), "mine");
    const refused = await hookinbox(folder, "init", "github");
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("handlers.mjs is there already")]);
    expect(read("handlers.mjs")).toBe("mine");
    expect(() => read("hookinbox.config.mjs")).toThrow();
    expect((await hookinbox(folder, "init", "github", "--force")).code).toBe(0);
    expect(read("handlers.mjs")).toContain("issues.opened");
  });

  it("never touches a .env that is there, and says what to add", async () => {
    writeFileSync(join(folder, ".env"), "OTHER=1\n");
    const { stdout } = await hookinbox(folder, "init", "github", "--force");
    expect(read(".env")).toBe("OTHER=1\n");
    expect(stdout).toMatch(/add this line to it\n\n {2}GITHUB_WEBHOOK_SECRET=\S+/);
  });

  it("writes into another folder, which it makes", async () => {
    expect((await hookinbox(folder, "init", "github", "--dir", "a/b")).code).toBe(0);
    expect(read("a/b/handlers.mjs")).toContain("github");
  });

  it("refuses a provider that is not known, with the nearest", async () => {
    const { code, stderr } = await hookinbox(folder, "init", "githb");
    expect([code, stderr]).toEqual([2, expect.stringContaining('Did you mean "github"?')]);
  });
});
