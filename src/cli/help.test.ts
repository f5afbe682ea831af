import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { CLI, hookinbox, project } from "./run.fixture.ts";

const { folder, remove } = project();
afterAll(remove);

/** What one command line loaded of files, from Node's own record of what it compiled. */
function loadedBy(...args: string[]): string[] {
  const record = join(folder, `record-${args.join("-")}`);
  execFileSync(process.execPath, [CLI, ...args], { cwd: folder, env: { ...process.env, NODE_V8_COVERAGE: record } });
  return readdirSync(record)
    .flatMap((file) => (JSON.parse(readFileSync(join(record, file), "utf8")) as { result: { url: string }[] }).result)
    .filter(({ url }) => url.startsWith("file:"))
    .map(({ url }) => url.replace(/^.*\/(?=(?:dist|node_modules)\/)/, ""));
}

describe("help", () => {
  it("teaches by example, and gives the exit codes", async () => {
    const { code, stdout } = await hookinbox(folder, "--help");
    expect(code).toBe(0);
    expect(stdout).toContain("hookinbox init github");
    expect(stdout).toContain("Exit codes: 0 fine; 1 something failed, or was found to be wrong;\n2 wrong usage");
  });

  it("and the version are answers, not mistakes", async () => {
    expect(await hookinbox(folder, "events", "show", "--help")).toMatchObject({ code: 0, stderr: "" });
    expect((await hookinbox(folder, "--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each(["", "serve", "listen"])(
    "%s --help loads what reads a command line, and nothing that does its work",
    (of) => {
      const [packages, own] = [/^node_modules\/([^/]+)/, /^dist\/(.+)\.js$/].map((part) => [
        ...new Set(loadedBy(...[of, "--help"].filter(Boolean)).flatMap((path) => part.exec(path)?.[1] ?? [])),
      ]);
      expect(packages).toEqual(["commander"]);
      expect(own?.sort()).toEqual(
        [
          "cli",
          ...["desk-commands", "exit", "help-texts", "listening", "parsers", "program", "times"].map(
            (it) => `cli/${it}`,
          ),
          ...["durations", "errors"],
        ].sort(),
      );
    },
  );
});
