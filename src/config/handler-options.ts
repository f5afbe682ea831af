import { DELIVERY_OPTIONS } from "../delivery-options.ts";
import { DURATION_FORM, fixFor, parseDuration } from "../durations.ts";
import { HookinboxError } from "../errors.ts";
import type { Registration } from "../routes.ts";
import { isSchema } from "../schema.ts";
import { didYouMean } from "../suggest.ts";
import { limitMistakes } from "./limit-options.ts";
import { kindOf, listMistakes, type Mistake, pathText } from "./mistakes.ts";
import { orderMistakes } from "./order-options.ts";

/** `*` stands alone or at the end: `pull_request.*`. */
export function patternMistake(pattern: string): string | undefined {
  if (pattern.trim() === "") return "expected a type, got an empty pattern.";
  if (pattern !== pattern.trim()) return `the pattern ${JSON.stringify(pattern)} begins or ends with white space.`;
  if (pattern.slice(0, -1).includes("*"))
    return `the pattern ${JSON.stringify(pattern)} has a * before its end: use "*" alone, or "prefix.*".`;
  return undefined;
}

const OPTIONS = [...DELIVERY_OPTIONS, "schema"];

/** What is wrong in a handler's options: shared by the module's forms and by `inbox.on`. */
export function optionMistakes(path: readonly PropertyKey[], options: Readonly<Record<string, unknown>>): Mistake[] {
  const at = (...more: PropertyKey[]): string => pathText([...path, ...more]);
  const mistakes: Mistake[] = [];
  const { retry, timeout, concurrency, rate, schema, orderBy, onDead, newest, ...unknown } = options;
  for (const name of Object.keys(unknown)) {
    mistakes.push({
      path: at(name),
      message: `there is no such option.${didYouMean(name, ["handler", "name", ...OPTIONS])}`,
    });
  }
  const duration = (value: unknown, ...where: PropertyKey[]): void => {
    if (parseDuration(value) === undefined)
      mistakes.push({
        path: at(...where),
        message: `expected ${DURATION_FORM}; got ${kindOf(value, { reveal: true })}.${fixFor(value)}`,
      });
  };
  if (retry !== undefined) {
    if (Array.isArray(retry)) for (const [i, delay] of retry.entries()) duration(delay, "retry", i);
    else
      mistakes.push({
        path: at("retry"),
        message: `expected a list of delays such as ["10s", "5m"], got ${kindOf(retry, { reveal: true })}.`,
      });
  }
  if (timeout !== undefined) {
    duration(timeout, "timeout");
    if (parseDuration(timeout) === 0)
      mistakes.push({ path: at("timeout"), message: "expected more than nothing, got 0." });
  }
  mistakes.push(...limitMistakes(at, { concurrency, rate }));
  if (schema !== undefined && !isSchema(schema)) {
    mistakes.push({
      path: at("schema"),
      message: `expected a schema of zod, valibot, arktype or another (Standard Schema), got ${kindOf(schema)}.`,
    });
  }
  mistakes.push(...orderMistakes(at, { orderBy, onDead, newest }));
  return mistakes;
}

/**
 * Holds what `inbox.on` was given to the rules of a handlers module.
 *
 * @throws HookinboxError `HANDLERS_INVALID` with every mistake
 */
export function checkRegistration({ source, pattern, name, fn, options = {} }: Registration): void {
  const path = [source, pattern];
  const mistakes = [...nameMistakes(path, name), ...optionMistakes(path, { ...options })];
  const wrong = patternMistake(pattern);
  if (wrong) mistakes.push({ path: pathText(path), message: wrong });
  if (typeof fn !== "function")
    mistakes.push({ path: pathText(path), message: `expected a function, got ${kindOf(fn)}.` });
  if (mistakes.length > 0) throw new HookinboxError("HANDLERS_INVALID", listMistakes("inbox.on", mistakes));
}

export function nameMistakes(path: readonly PropertyKey[], name: unknown): Mistake[] {
  if (name === undefined || (typeof name === "string" && name.trim() !== "" && name.length <= 200)) return [];
  return [
    { path: pathText([...path, "name"]), message: `expected a name of at most 200 characters, got ${kindOf(name)}.` },
  ];
}
