import { resolve } from "node:path";
import type { CommandTarget } from "../../destinations/settings.ts";
import { MIB, parseSize, SIZE_FORM } from "../sizes.ts";
import { expected, isText, type Reading, readTexts, wrong } from "./reading.ts";

export const COMMAND_KEYS = ["command", "env", "cwd", "maxOutput"];

export const DEFAULT_MAX_OUTPUT = 10 * MIB;

export function readCommand(reading: Reading): CommandTarget {
  const { config, folder } = reading;
  const { cwd = ".", maxOutput = DEFAULT_MAX_OUTPUT } = config;
  const bytes = parseSize(maxOutput);
  if (bytes === undefined) expected(reading, ["maxOutput"], SIZE_FORM, maxOutput);
  if (!isText(cwd)) expected(reading, ["cwd"], "a folder", cwd);
  return {
    kind: "command",
    command: readArguments(reading),
    env: readTexts(reading, "env", (name) => /^[A-Za-z_]\w*$/.test(name) && !name.startsWith("HOOKINBOX_")),
    cwd: resolve(folder, String(cwd)),
    maxOutput: bytes ?? 0,
  };
}

const FORM = 'a list of the program and its arguments, such as ["python3", "handle.py"]';

function readArguments(reading: Reading): readonly [string, ...string[]] {
  const { command } = reading.config;
  if (typeof command === "string" && command.trim() !== "") {
    const words = command.trim().split(/\s+/);
    wrong(reading, ["command"], `expected ${FORM}; got one text, and no shell reads it.`, `Write ${list(words)}.`);
    return [""];
  }
  const [program, ...args] = Array.isArray(command) ? command : [];
  const isWord = (word: unknown) => typeof word === "string" && !word.includes("\0");
  if (isText(program) && [program, ...args].every(isWord)) return [program, ...args];
  expected(reading, ["command"], FORM, command);
  return [""];
}

const list = (words: readonly string[]): string => `[${words.map((word) => JSON.stringify(word)).join(", ")}]`;
