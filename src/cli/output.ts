import { createRequire } from "node:module";
import picocolors from "picocolors";

/** Colour only for a person at a terminal: not in pipes and files, nor where NO_COLOR is set (https://no-color.org). */
export function wantsColor(
  stream: { isTTY?: boolean } = process.stdout,
  env: Readonly<NodeJS.ProcessEnv> = process.env,
): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== "") return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "0") return true;
  return stream.isTTY === true && env.TERM !== "dumb";
}

export const paint = picocolors.createColors(wantsColor());

/**
 * Text from outside, made safe to print: a type, a key or a header may hold sequences that steer a terminal, or turn
 * the reading direction. Line breaks and tabs stay only where asked.
 */
export function printable(text: string, { lines = false } = {}): string {
  return text.replace(UNSAFE, (char) => (lines && (char === "\n" || char === "\t") ? char : escaped(char)));
}

/** Controls, invisible and direction-turning characters, and Unicode's own line breaks. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** As JSON writes it: `\u001b`, in two halves beyond 16 bits. */
const escaped = (char: string): string =>
  char
    .split("")
    .map((half) => `\\u${half.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");

/** How this command is called again: one that a project has installed is found by npx alone. */
export const CALLED = process.env.npm_command === "exec" ? "npx hookinbox" : "hookinbox";

export const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** What is said beside the answer: never in the way of a pipe. */
export const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** One JSON value a line. What steers a terminal is escaped here as well, which JSON allows. */
export function printJson(value: unknown): void {
  print(printable(JSON.stringify(value)));
}

/** Rows under bold heads, without frames: easy to read, and to cut. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  // Only where a table is shown: it takes as long to load as the rest of `--help`.
  const Table = createRequire(import.meta.url)("cli-table3") as typeof import("cli-table3");
  const grid = new Table({
    head: head.map((name) => paint.bold(name)),
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
    chars: FRAMELESS,
  });
  grid.push(...rows.map((row) => [...row]));
  return grid.toString().replace(/[ \t]+$/gm, "");
}

const FRAMELESS = Object.fromEntries(
  [
    "top",
    "top-mid",
    "top-left",
    "top-right",
    "bottom",
    "bottom-mid",
    "bottom-left",
    "bottom-right",
    "left",
    "left-mid",
    "mid",
    "mid-mid",
    "right",
    "right-mid",
    "middle",
  ].map((part) => [part, ""]),
);

/** `2026-11-21 09:21:11Z` */
export const formatAt = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace("T", " ")}Z`;

const STATE_COLORS: Readonly<Record<string, (text: string) => string>> = {
  done: paint.green,
  pending: paint.yellow,
  running: paint.cyan,
  dead: paint.red,
  failed: paint.red,
  crashed: paint.red,
};

export const paintState = (state: string): string => (STATE_COLORS[state] ?? paint.dim)(state);
