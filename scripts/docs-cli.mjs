// docs/cli.md and docs/cli-looking.md: what `--help` says, for each command, but for the line that says that there is `--help`.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));

const help = (...command) =>
  execFileSync(process.execPath, [CLI, ...command, "--help"], {
    encoding: "utf8",
    env: { ...process.env, COLUMNS: "120", NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  })
    .replace(/^ +-h, --help .*\n/gm, "")
    .replace(/^Options:\n+(?! )/m, "")
    .trim();

/** Names under "Commands:", as `--help` lists them; commander adds `help` by itself. */
export function commandsIn(text) {
  const list = /^Commands:\n((?: {2}.*\n?)+)/m.exec(text)?.[1] ?? "";
  return [...list.matchAll(/^ {2}([a-z][\w-]*)/gm)].map(([, name]) => name).filter((name) => name !== "help");
}

let known;

/** Every command with its help, subcommands behind the one they belong to. Asked once: each costs a process. */
export const commandHelp = () => (known ??= helpBelow([]));

function helpBelow(path) {
  const text = help(...path);
  return [{ path, text }, ...commandsIn(text).flatMap((name) => helpBelow([...path, name]))];
}

/** Commands that look at what came in; the others are on the first page. */
const LOOKING = ["events", "replay", "skip", "pause", "resume", "quarantine", "providers", "verify"];

export const cliPage = () => sections((name) => !LOOKING.includes(name));
export const cliLookingPage = () => sections((name) => LOOKING.includes(name));

function sections(belongs) {
  return commandHelp()
    .filter(({ path }) => belongs(path[0]))
    .map(({ path, text }) => `## \`${["hookinbox", ...path].join(" ")}\`\n\n\`\`\`text\n${text}\n\`\`\``)
    .join("\n\n");
}
