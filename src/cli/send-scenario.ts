import { extname, resolve } from "node:path";
import { z } from "zod";
import { unknownKey } from "../config/check.ts";
import { failureOf, importModule } from "../config/import-module.ts";
import { listMistakes, type Mistake, pathText } from "../config/mistakes.ts";
import { toMs } from "../durations.ts";
import { HookinboxError, isHookinboxError } from "../errors.ts";
import { readFile } from "./read-input.ts";
import type { Shot } from "./send-shot.ts";

/** A step of a scenario: what is sent, and how long is waited before. */
export interface Step extends Shot {
  readonly provider: string;
  /** ms */
  readonly delay: number;
}

const values = z.record(z.string(), z.unknown());
const step = z.strictObject({
  send: z.string().regex(/^\S+\s+\S.*$/, 'write provider and type: "stripe invoice.paid"'),
  set: values.optional(),
  add: values.optional(),
  key: z.string().optional(),
  delay: z.union([z.number(), z.string()]).optional(),
});
const list = z.array(step).min(1, "there is no step in it");

/**
 * The steps of a scenario's file: YAML, JSON, or a module whose default export they are.
 *
 * @throws HookinboxError `SCENARIO_INVALID`, with every mistake
 */
export async function loadScenario(name: string): Promise<Step[]> {
  const file = resolve(name);
  const content = await contentOf(file);
  const read = list.safeParse(isPlain(content) && "steps" in content ? content.steps : content);
  if (!read.success) throw invalid(file, read.error.issues.flatMap(mistakesOf));
  const steps = read.data;
  return steps.map(({ send, delay = 0, ...shot }, at) => {
    const [, provider = "", type = ""] = /^(\S+)\s+(.*\S)\s*$/.exec(send) ?? [];
    return { ...shot, provider, type, delay: delayOf(delay, file, at) };
  });
}

async function contentOf(file: string): Promise<unknown> {
  const kind = extname(file);
  try {
    if (kind === ".yaml" || kind === ".yml") {
      const { parse } = await import("yaml");
      return parse(readFile(file, "the scenario").toString("utf8"));
    }
    readFile(file, "the scenario");
    return (await importModule(file)).default;
  } catch (cause) {
    if (isHookinboxError(cause)) throw cause;
    throw new HookinboxError("SCENARIO_INVALID", `${file} could not be read.\n  ${failureOf(cause, file)}`, { cause });
  }
}

function delayOf(delay: number | string, file: string, at: number): number {
  try {
    return toMs(delay as number);
  } catch {
    throw invalid(file, [
      { path: `[${at}].delay`, message: `${JSON.stringify(delay)} is no duration.`, fix: 'Write "2s" or "500ms".' },
    ]);
  }
}

function mistakesOf(issue: z.core.$ZodIssue): Mistake[] {
  const path = pathText(issue.path);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => unknownKey([...issue.path, key], key, Object.keys(step.shape)));
  return [{ path, message: `${issue.message}.`, fix: "A step has: send, and if you like set, add, key, delay." }];
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const invalid = (file: string, mistakes: readonly Mistake[]): HookinboxError =>
  new HookinboxError("SCENARIO_INVALID", listMistakes(file, mistakes));
