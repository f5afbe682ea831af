import { createHash } from "node:crypto";
import type { KeyChoice } from "../config/settings.ts";
import { HookinboxError } from "../errors.ts";
import type { Options, Provider, Template, Templates } from "../providers/provider.ts";
import type { Reading } from "./reading.ts";
import { type Compiled, compile, renderFirst } from "./template.ts";

/** Longest key and type that are kept as they are. A longer key is replaced by its hash, a longer type is cut. */
const MAX_NAME = 512;

/** The event's key and type, read from a request. */
export interface Identity {
  readonly key: string | null;
  readonly type: string;
}

/** Makes the reader of keys and types once. `choice` goes before the provider's own place of the key. */
export function compileIdentity(
  { key, type }: Provider,
  options: Options,
  choice: KeyChoice | undefined,
): (reading: Reading) => Identity {
  const own = typeof key === "function" ? key(options) : key;
  const keys = choice ? [compile(toTemplate(choice))] : templates(own ?? []);
  const types = templates((typeof type === "function" ? type(options) : type) ?? []);
  return (reading) => {
    const key = renderFirst(keys, reading);
    const type = renderFirst(types, reading);
    return { key: key === undefined ? null : bounded(key), type: type === undefined ? "unknown" : oneOf(type) };
  };
}

export const templates = (given: Templates): Compiled[] =>
  typeof given === "string" ? [compile(given)] : given.map(compile);

function toTemplate(choice: KeyChoice): Template {
  if (choice === "body-hash") return "{sha256:hex}";
  if ("header" in choice) return `{header:${choice.header}}`;
  if ("json" in choice) return `{json:${choice.json}}`;
  if ("form" in choice) return `{form:${choice.form}}`;
  throw new HookinboxError("PROVIDER_OPTION", '`key` must be { header }, { json }, { form } or "body-hash"');
}

export function bounded(key: string): string {
  return key.length <= MAX_NAME ? key : `sha256:${createHash("sha256").update(key).digest("hex")}`;
}

/** A batch names the type of each item: one name when all are alike, else `batch`. */
function oneOf(type: string): string {
  if (!type.includes(",")) return type.slice(0, MAX_NAME);
  const names = new Set(type.split(","));
  const [only = "batch"] = names;
  return names.size === 1 ? only.slice(0, MAX_NAME) : "batch";
}
