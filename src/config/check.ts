import type { z } from "zod";
import { fixFor } from "../durations.ts";
import { didYouMean } from "../suggest.ts";
import { kindOf, type Mistake, pathText } from "./mistakes.ts";
import { configSchema } from "./schema.ts";

type Issue = z.core.$ZodIssue;

/** Keys that people may expect, and what there is instead. */
const NOT_YET: Readonly<Record<string, string>> = {
  retry: "It stands in `work` for all sources, or in a source.",
  port: "It is given to the command: hookinbox serve --port 8420",
  host: "It is given to the command: hookinbox serve --host 0.0.0.0",
};

/** What is wrong in the shape of a config, place by place; none: it has the shape. */
export function shapeMistakes(config: unknown): Mistake[] {
  const { error } = configSchema.safeParse(config);
  return error === undefined ? [] : error.issues.flatMap((issue) => toMistakes(issue, config));
}

function toMistakes(issue: Issue, config: unknown): Mistake[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey([...issue.path, key], key, keysAt(issue.path)));
  }
  const value = valueAt(config, issue.path);
  const hidden = issue.code === "custom" && issue.params?.hidden === true;
  const expected =
    issue.code === "invalid_type" && issue.message.startsWith("Invalid input") ? "an object" : issue.message;
  return [
    {
      path: pathText(issue.path),
      message: `expected ${expected}; got ${kindOf(value, { reveal: !hidden })}.${expected.startsWith("a duration") ? fixFor(value) : ""}`,
    },
  ];
}

/** A key that is not known, with the nearest that is. */
export function unknownKey(path: readonly PropertyKey[], key: string, known: readonly string[]): Mistake {
  const instead = path.length === 1 ? NOT_YET[key] : undefined;
  const near = instead === undefined ? didYouMean(key, known) : "";
  return {
    path: pathText(path),
    message: `there is no such key.${near}`,
    fix: instead ?? `Keys here: ${known.join(", ")}.`,
  };
}

/** The keys of the object at a place of the schema. */
function keysAt(path: readonly PropertyKey[]): string[] {
  const [first] = path;
  const shape: Readonly<Record<string, unknown>> = configSchema.shape;
  if (first === undefined) return Object.keys(shape);
  const at = shape[String(first)] as { unwrap?: () => { shape?: object; element?: { shape?: object } } } | undefined;
  const inner = at?.unwrap?.();
  return Object.keys(inner?.shape ?? inner?.element?.shape ?? {});
}

function valueAt(config: unknown, path: readonly PropertyKey[]): unknown {
  let at = config;
  for (const part of path)
    at = typeof at === "object" && at !== null ? (at as Record<PropertyKey, unknown>)[part] : undefined;
  return at;
}
