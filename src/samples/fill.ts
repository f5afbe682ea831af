import { randomInt, randomUUID } from "node:crypto";
import { parseDuration } from "../durations.ts";
import type { Instant } from "../types.ts";

/** What named places became: given on from step to step, it ties the events of a scenario together. */
export type Names = Map<string, string>;

const PLACE = /\{(uuid|alnum|hex|digits|int|iso|date|seconds|ms)(?::(\d{1,4}))?([+-]\d+[smhd])?(?:#([\w-]+))?\}/g;
/** Numbers beyond this many digits are not exact in JavaScript. */
const MOST_DIGITS = 15;
const NUMBERS = new Set(["int", "seconds", "ms"]);

/** A copy of a payload with its places filled in; see `Samples`. */
export function fill(value: unknown, now: Instant, names: Names = new Map()): unknown {
  if (typeof value === "string") return fillText(value, now, names);
  if (Array.isArray(value)) return value.map((item) => fill(item, now, names));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fill(item, now, names)]));
}

function fillText(text: string, now: Instant, names: Names): string | number {
  let numeric = false;
  const filled = text.replace(PLACE, (place, kind: string, length: string, offset = "", name?: string) => {
    numeric = place === text && NUMBERS.has(kind);
    const make = (): string => made(kind, Number(length ?? 12), now + offsetOf(offset));
    if (name === undefined) return make();
    const key = `${kind}#${name}`;
    if (!names.has(key)) names.set(key, make());
    return names.get(key) as string;
  });
  return numeric ? Number(filled) : filled;
}

const offsetOf = (text: string): number =>
  text === "" ? 0 : (text.startsWith("-") ? -1 : 1) * (parseDuration(text.slice(1)) ?? 0);

function made(kind: string, length: number, at: Instant): string {
  switch (kind) {
    case "uuid":
      return randomUUID();
    case "hex":
      return random("0123456789abcdef", length);
    case "digits":
      return random("0123456789", length);
    case "int":
      return randomInt(1, 10) + random("0123456789", Math.min(length, MOST_DIGITS) - 1);
    case "iso":
      return new Date(at).toISOString();
    case "date":
      return new Date(at).toISOString().slice(0, 10);
    case "seconds":
      return String(Math.floor(at / 1000));
    case "ms":
      return String(at);
    default:
      return random("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length);
  }
}

const random = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
