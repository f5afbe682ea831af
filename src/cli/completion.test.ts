import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, describe, expect, it, test } from "vitest";
import { CLI, hookinbox, project } from "./run.fixture.ts";
import { namesIn } from "./source-names.ts";

const CONFIG = `// sources: { wrong: 1 }
throw new Error("a key that is pressed runs no code of a config");
export default {
  store: "sqlite:./x.db", // sources
  sources: {
    github: { provider: "github", secret: process.env.A },
    "my-shop": { provider: "shopify", secret: ["a", "b"], path: "/x:y" },
    /* old: {} */ pay: pick({ provider: "stripe" }),
  },
  handlers: "./handlers.mjs",
};`;
const { folder, remove } = project({ "hookinbox.config.mjs": CONFIG });
afterAll(remove);

const words = async (...line: string[]): Promise<string[]> => {
  const { stdout, stderr, code } = await hookinbox(folder, "completion", "bash", "--words", "--", ...line);
  expect(code, stderr).toBe(0);
  return stdout
    .split("\n")
    .filter(Boolean)
    .map((one) => one.split("\t")[0] ?? "");
};

describe("what may stand there", () => {
  test.each([
    ["a command", ["serv"], ["serve"]],
    ["a subcommand, or nothing else", ["quarantine", "re"], ["release"]],
    ["an option", ["replay", "--to"], ["--to"]],
    ["an option of the command above", ["events", "show", "--adm"], ["--admin-url"]],
    ["one of some values", ["events", "--state", "d"], ["done", "dead"]],
    ["a provider", ["init", "stri"], ["stripe"]],
    ["a source of the config", ["events", "--source", ""], ["github", "my-shop", "pay"]],
    ["a type that there is a sample of", ["send", "github", "issues.op"], ["issues.opened"]],
    ["a shell", ["completion", "z"], ["zsh"]],
    ["a file: the shell knows them", ["serve", "--config", ""], []],
    ["nothing", ["nonsense", "--what", "ever", ""], []],
  ])("%s", async (_, line, expected) => {
    expect(await words(...line)).toEqual(expected);
  });
});

it("in bash, as a person has it", () => {
  const script = `eval "$(hookinbox completion bash)"
COMP_WORDS=(hookinbox events --source my); COMP_CWORD=3; _hookinbox
echo "\${COMPREPLY[@]}"
COMP_WORDS=(hookinbox do); COMP_CWORD=1; _hookinbox
echo "\${COMPREPLY[@]}"`;
  const shim = `hookinbox() { ${JSON.stringify(process.execPath)} ${JSON.stringify(CLI)} "$@"; }\n`;
  const { stdout, stderr } = spawnSync("bash", ["-c", shim + script], { cwd: folder, encoding: "utf8" });
  expect(stdout, stderr).toBe("my-shop\ndoctor\n");
});

it("names of sources are read from JSON too, and of nothing else", () => {
  expect(namesIn(`{ "store": "memory:", "sources": { "a": { "provider": "github" }, "b-c": {} }, "log": {} }`)).toEqual(
    ["a", "b-c"],
  );
  expect(namesIn("export default make();")).toEqual([]);
  expect(namesIn("sources: { a: { key: { json: 'x' } }, b: f({ c: 1 }), `d`: 1")).toEqual(["a", "b"]);
  expect(namesIn(`sources: { ${"{".repeat(50_000)}`)).toEqual([]);
});

it("is made for each shell", async () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const { stdout, code } = await hookinbox(folder, "completion", shell);
    expect(code).toBe(0);
    expect(stdout).toContain("hookinbox completion bash --words --");
  }
  expect((await hookinbox(join(folder), "completion", "powershell")).code).toBe(2);
});
