import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { HookinboxError } from "../errors.ts";
import type { Config } from "./config.ts";
import { parseEnvText } from "./env-text.ts";
import { failureOf, type Importer, importModule, type Module } from "./import-module.ts";
import { kindOf, listMistakes } from "./mistakes.ts";
import { resolveConfig } from "./resolve.ts";
import type { Settings } from "./settings.ts";

/** Names that are looked for, in this order. */
export const CONFIG_NAMES = [
  "hookinbox.config.ts",
  "hookinbox.config.js",
  "hookinbox.config.mjs",
  "hookinbox.config.json",
];

export interface LoadedConfig {
  /** Absolute. */
  readonly file: string;
  readonly config: Config;
  readonly settings: Settings;
}

/**
 * Finds, loads and checks a config. `file`: that one; else the first of `CONFIG_NAMES` in `folder` (default: the
 * present one). A file `.env` beside it is read first; variables that are set already stay.
 *
 * @throws HookinboxError `CONFIG_NOT_FOUND`, `CONFIG_FAILED`, `CONFIG_INVALID`
 */
export async function loadConfig({
  file,
  folder = process.cwd(),
  importer = importModule,
}: {
  file?: string;
  folder?: string;
  importer?: Importer;
} = {}): Promise<LoadedConfig> {
  const found = findConfig(file, folder);
  loadEnvironment(dirname(found));
  const module = await load(found, importer);
  const config = module.default;
  if (typeof config !== "object" || config === null) {
    const got = config === undefined ? "none" : kindOf(config);
    throw new HookinboxError(
      "CONFIG_INVALID",
      listMistakes(found, [
        {
          path: "",
          message: `expected a default export that is an object; got ${got}.`,
          fix: "Write: export default { sources: { … } }",
        },
      ]),
    );
  }
  return { file: found, config: config as Config, settings: resolveConfig(config as Config, { file: found }) };
}

/** The config's file, absolute. Throws `CONFIG_NOT_FOUND`. */
export function findConfig(file: string | undefined, folder: string): string {
  const candidates = file === undefined ? CONFIG_NAMES.map((name) => join(folder, name)) : [resolve(folder, file)];
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) {
    const where =
      file === undefined
        ? `There is no hookinbox.config.{ts,js,mjs,json} in ${folder}.`
        : `There is no file ${candidates[0]}.`;
    throw new HookinboxError("CONFIG_NOT_FOUND", where);
  }
  if (!statSync(found).isFile())
    throw new HookinboxError("CONFIG_NOT_FOUND", `${found} is not a file.`, {
      advice: `Name the config's file: --config ${join(found, "hookinbox.config.mjs")}`,
    });
  return found;
}

/** Reads a folder's `.env`, where there is one. */
export function loadEnvironment(folder: string): void {
  const file = join(folder, ".env");
  if (!existsSync(file)) return;
  try {
    // What the environment says already goes first, as with `node --env-file`.
    for (const [name, value] of Object.entries(parseEnvText(readFileSync(file, "utf8")))) process.env[name] ??= value;
  } catch (cause) {
    throw new HookinboxError(
      "CONFIG_FAILED",
      `${file} could not be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause, advice: "Check its permissions, and that it holds lines such as NAME=value." },
    );
  }
}

async function load(file: string, importer: Importer): Promise<Module> {
  try {
    return await importer(file);
  } catch (cause) {
    throw new HookinboxError("CONFIG_FAILED", `${file} could not be loaded.\n  ${failureOf(cause, file)}`, { cause });
  }
}
