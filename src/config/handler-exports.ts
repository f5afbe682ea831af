import { hasMarkedMethods, marksOf, methodOf } from "../on.ts";
import type { HandlerOptions, Registration } from "../routes.ts";
import { nameMistakes, optionMistakes, patternMistake } from "./handler-options.ts";
import { kindOf, type Mistake, pathText } from "./mistakes.ts";

/** What one export of a handlers module says. */
export interface ReadExport {
  readonly registrations: readonly Registration[];
  readonly mistakes: readonly Mistake[];
}

const NOTHING: ReadExport = { registrations: [], mistakes: [] };
const join = (parts: readonly ReadExport[]): ReadExport => ({
  registrations: parts.flatMap(({ registrations }) => registrations),
  mistakes: parts.flatMap(({ mistakes }) => mistakes),
});
const mistake = (path: readonly PropertyKey[], message: string, fix?: string): ReadExport => ({
  registrations: [],
  mistakes: [{ path: pathText(path), message, ...(fix === undefined ? {} : { fix }) }],
});

/** Reads one export. The default export has to be handlers; of the others, what is not is left alone. */
export function readExport(name: string, value: unknown): ReadExport {
  return name === "default" ? readDefault(value) : readNamed(name, value);
}

function readDefault(value: unknown): ReadExport {
  if (value === undefined) return NOTHING;
  if (isClass(value)) return readClass("default", value, { required: true });
  if (typeof value === "function") {
    return mistake(
      ["default"],
      "expected a map of sources, got one function, which says neither source nor type.",
      'Write: export default { github: { "*": fn } }',
    );
  }
  if (!isObject(value)) return mistake(["default"], `expected a map of sources to handlers, got ${kindOf(value)}.`);
  if (marksOf(value).length > 0) return readMarks(value);
  return join(Object.entries(value).map(([source, handlers]) => readSource(["default", source], source, handlers)));
}

function readNamed(name: string, value: unknown): ReadExport {
  if (isClass(value)) return readClass(name, value, { required: false });
  if (typeof value === "function") return readEntry([name], { source: "*", ...spelling(name) }, value);
  if (!isObject(value)) return NOTHING;
  if (marksOf(value).length > 0) return readMarks(value);
  // A module may export other objects; one that holds a handler is taken for a source's map.
  const holdsHandlers =
    isPlain(value) && Object.values(value).some((entry) => typeof entry === "function" && !isClass(entry));
  return holdsHandlers ? readSource([name], name, value, { spelled: true }) : NOTHING;
}

function readSource(
  path: readonly string[],
  source: string,
  handlers: unknown,
  options: { spelled?: boolean } = {},
): ReadExport {
  if (isPlain(handlers)) {
    const read = ([pattern, entry]: [string, unknown]): ReadExport =>
      readEntry([...path, pattern], { source, ...(options.spelled ? spelling(pattern) : { pattern }) }, entry);
    return join(Object.entries(handlers).map(read));
  }
  return mistake(
    path,
    `expected a map of types to handlers, got ${kindOf(handlers)}.`,
    `Write: ${source}: { "*": (event, ctx) => {} }`,
  );
}

/** A name with an underscore may stand for a type that a name cannot hold. */
const spelling = (name: string): { pattern: string; spelled?: true } =>
  /^[A-Za-z_$][\w$]*$/.test(name) && name.includes("_") ? { pattern: name, spelled: true } : { pattern: name };

type Where = Pick<Registration, "source" | "pattern" | "spelled">;

/** A function, an object with `handler` and options, or an array of these. */
function readEntry(path: readonly PropertyKey[], where: Where, entry: unknown): ReadExport {
  const wrong = patternMistake(where.pattern);
  if (wrong !== undefined) return mistake(path, wrong);
  if (Array.isArray(entry)) return join(entry.map((one, at) => readEntry([...path, at], where, one)));
  if (typeof entry === "function" && !isClass(entry))
    return { registrations: [{ ...where, fn: entry as Registration["fn"] }], mistakes: [] };
  if (isPlain(entry) && "handler" in entry) return readWithOptions(path, where, entry);
  const got = typeof entry === "function" ? "a class" : kindOf(entry);
  return mistake(path, `expected a function, { handler, …options } or an array of these, got ${got}.`);
}

function readWithOptions(
  path: readonly PropertyKey[],
  where: Where,
  entry: Readonly<Record<string, unknown>>,
): ReadExport {
  const { handler, name, ...options } = entry;
  const mistakes = [...optionMistakes(path, options), ...nameMistakes(path, name)];
  if (typeof handler !== "function")
    mistakes.push({ path: pathText([...path, "handler"]), message: `expected a function, got ${kindOf(handler)}.` });
  if (mistakes.length > 0) return { registrations: [], mistakes };
  const given = Object.keys(options).length === 0 ? {} : { options: options as HandlerOptions };
  return {
    registrations: [
      { ...where, fn: handler as Registration["fn"], ...(name === undefined ? {} : { name: String(name) }), ...given },
    ],
    mistakes: [],
  };
}

function readClass(exported: string, made: new () => object, { required }: { required: boolean }): ReadExport {
  const statics = readMarks(made);
  // Classes that are exported for other reasons are never made.
  if (!required && !hasMarkedMethods(made)) return statics;
  try {
    const found = join([statics, readMarks(new made())]);
    if (found.registrations.length + found.mistakes.length > 0) return found;
    return mistake(
      [exported],
      `class ${made.name || "(without a name)"} has no @on method.`,
      'Decorate a method: @on("github", "issues.opened")',
    );
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return mistake(
      [exported],
      `class ${made.name} could not be made without arguments: ${text}`,
      "Export an instance of it instead.",
    );
  }
}

function readMarks(owner: object): ReadExport {
  const named = typeof owner === "function" ? (owner as { name: string }).name : owner.constructor.name;
  return join(
    marksOf(owner).map(({ source, pattern, method, name, options }) => {
      const path = [named, method];
      const wrong = patternMistake(pattern);
      const mistakes = [...optionMistakes(path, { ...options }), ...nameMistakes(path, name)];
      if (wrong !== undefined) mistakes.push({ path: pathText(path), message: wrong });
      if (mistakes.length > 0) return { registrations: [], mistakes };
      const fn = methodOf(owner, method);
      return {
        registrations: [
          {
            source,
            pattern,
            fn,
            ...(name === undefined ? {} : { name }),
            ...(options === undefined ? {} : { options }),
          },
        ],
        mistakes: [],
      };
    }),
  );
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  // A plain object of another realm (a loader's vm context) has a prototype whose own prototype is null.
  return (
    prototype === null ||
    prototype === Object.prototype ||
    (Object.getPrototypeOf(prototype) === null && !Array.isArray(value))
  );
}

/** Compilers keep classes as classes; their text begins with the word, or with a decorator. */
const isClass = (value: unknown): value is new () => object =>
  typeof value === "function" && /^(?:class\b|@)/.test(Function.prototype.toString.call(value));
