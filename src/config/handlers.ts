import { existsSync } from "node:fs";
import { HookinboxError } from "../errors.ts";
import type { Registration } from "../routes.ts";
import { didYouMean } from "../suggest.ts";
import { isPlain, readExport } from "./handler-exports.ts";
import { failureOf, type Importer, importModule, type Module } from "./import-module.ts";
import { listMistakes, type Mistake } from "./mistakes.ts";

const EXAMPLE = `export default { github: { "issues.opened": (event, ctx) => { ctx.log.info(event.payload) } } }`;

/**
 * What a handlers module registers, in whichever of the three ways: a map as default export, functions named like
 * types, classes with `@on` methods. With `sources`, a source that is not among them is refused.
 *
 * @throws HookinboxError `HANDLERS_FAILED` when it cannot be loaded, `HANDLERS_INVALID` with every problem found,
 * `HANDLER_NEEDS_NAME` where two handlers stand on one pattern
 */
export async function loadHandlers(
  file: string,
  { importer = importModule, ...options }: { sources?: Iterable<string>; importer?: Importer } = {},
): Promise<Registration[]> {
  if (!existsSync(file)) {
    throw new HookinboxError("HANDLERS_FAILED", `${file}: no such file.`, {
      advice: "Check `handlers` in the config: a relative path is read from the config's folder.",
    });
  }
  let module: Module;
  try {
    module = await importer(file);
  } catch (cause) {
    throw new HookinboxError("HANDLERS_FAILED", `${file} could not be loaded.\n  ${failureOf(cause, file)}`, { cause });
  }
  return registrationsOf(module, file, options);
}

/** The registrations of a module that has been loaded; `file` only names it in messages. */
export function registrationsOf(
  module: Module,
  file: string,
  options: { sources?: Iterable<string> } = {},
): Registration[] {
  const read = exportsOf(module).map(([name, value]) => readExport(name, value));
  const found = read.flatMap(({ registrations }) => registrations);
  const mistakes = [...read.flatMap(({ mistakes }) => mistakes), ...unknownSources(found, options.sources)];
  if (mistakes.length === 0 && found.length === 0)
    mistakes.push({ path: "", message: "it exports no handler.", fix: `For example: ${EXAMPLE}` });
  if (mistakes.length > 0) throw new HookinboxError("HANDLERS_INVALID", listMistakes(file, mistakes));
  const nameless = sharedPatterns(found);
  if (nameless.length > 0) throw new HookinboxError("HANDLER_NEEDS_NAME", listMistakes(file, nameless));
  return found;
}

/** A value that is exported twice, by name and within the default export, is read by its name: CommonJS gives all twice. */
function exportsOf(module: Module): (readonly [string, unknown])[] {
  const { default: whole, "module.exports": _, ...named } = module;
  if (!isPlain(whole)) return Object.entries(module);
  // What a compiler made of an ES module for CommonJS: the real exports are inside.
  if (whole.__esModule === true) return exportsOf(whole);
  const rest = Object.entries(whole).filter(([name, value]) => !(name in named) || named[name] !== value);
  return rest.length === 0 ? Object.entries(named) : [["default", Object.fromEntries(rest)], ...Object.entries(named)];
}

function unknownSources(found: readonly Registration[], sources: Iterable<string> | undefined): Mistake[] {
  if (sources === undefined) return [];
  const known = new Set(sources);
  const unknown = new Set(found.map(({ source }) => source).filter((source) => source !== "*" && !known.has(source)));
  return [...unknown].map((source) => ({
    path: source,
    message: `the config has no source of this name.${didYouMean(source, known)}`,
    fix: `Sources in the config: ${[...known].join(", ")}.`,
  }));
}

/** Two handlers that would share a destination's name, and so each other's deliveries. */
function sharedPatterns(found: readonly Registration[]): Mistake[] {
  const mistakes: Mistake[] = [];
  const names = new Set<string>();
  const places = new Map<string, Registration[]>();
  for (const one of found) {
    if (one.name === undefined) places.set(one.pattern, [...(places.get(one.pattern) ?? []), one]);
    else if (names.has(one.name))
      mistakes.push({
        path: place(one),
        message: `the name ${JSON.stringify(one.name)} is taken by another handler.`,
        fix: "Names are unique: choose another.",
      });
    else names.add(one.name);
  }
  for (const [, same] of places) {
    const clash = same.find((one, at) => same.some((other, i) => i < at && meet(one, other)));
    if (clash)
      mistakes.push({
        path: place(clash),
        message: "two handlers stand on this pattern, and at most one can go without a name.",
        fix: `Give one a name: { name: "…", handler: fn }, or { name: "…" } as the last argument of @on.`,
      });
  }
  return mistakes;
}

const meet = (a: Registration, b: Registration): boolean =>
  a.source === b.source || a.source === "*" || b.source === "*";
const place = ({ source, pattern }: Registration): string => `${source}/${pattern}`;
