import { kindOf, type Mistake, pathText } from "../mistakes.ts";

/** What is read of one destination, and what is found wrong with it on the way. */
export interface Reading {
  /** `destinations.app` */
  readonly path: readonly PropertyKey[];
  readonly config: Readonly<Record<string, unknown>>;
  readonly mistakes: Mistake[];
  /** The config's folder. */
  readonly folder: string;
  /** Variables that the config's text reads and that have no value. */
  readonly unset: readonly string[];
}

/** What to do. `hidden`: the value may be a secret, and is not shown. */
export interface Telling {
  readonly fix?: string;
  readonly hidden?: boolean;
}

/** Notes that a value is not what was expected at a place below the destination. */
export function expected(
  { path, mistakes }: Pick<Reading, "path" | "mistakes">,
  where: readonly PropertyKey[],
  what: string,
  value: unknown,
  { fix, hidden = false }: Telling = {},
): void {
  mistakes.push({
    path: pathText([...path, ...where]),
    message: `expected ${what}; got ${kindOf(value, { reveal: !hidden })}.`,
    fix,
  });
}

/** Notes what is wrong in a sentence of its own. */
export function wrong(
  { path, mistakes }: Pick<Reading, "path" | "mistakes">,
  where: readonly PropertyKey[],
  message: string,
  fix?: string,
): void {
  mistakes.push({ path: pathText([...path, ...where]), message, fix });
}

export const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";

/** Names with their texts: headers, variables. A value that is `undefined` is a variable that nobody set. */
export function readTexts(reading: Reading, key: string, isName: (name: string) => boolean): Record<string, string> {
  const given = reading.config[key] ?? {};
  if (typeof given !== "object" || Array.isArray(given)) {
    expected(reading, [key], "an object of names and texts", given, { hidden: true });
    return {};
  }
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const fix = value === undefined ? "Set the environment variable that it is read from." : undefined;
    if (!isName(name)) wrong(reading, [key, name], "this name cannot be used there.");
    // No value that ends a header or a variable early.
    else if (typeof value !== "string" || /[\0\r\n]/.test(value))
      expected(reading, [key, name], "a text in one line", value, { fix, hidden: true });
    else texts[name] = value;
  }
  return texts;
}
