import { readFileSync } from "node:fs";
import { dirname, extname, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { placeOfSyntaxError } from "./syntax-place.ts";

export type Module = Readonly<Record<string, unknown>>;

/** How a file of the user becomes its exports: `importModule`, or one that reads changed files anew. */
export type Importer = (file: string) => Promise<Module>;

/** A place in a user's file. */
export interface Place {
  /** Absolute. */
  readonly path: string;
  readonly line: number;
  readonly column?: number;
}

const TYPESCRIPT = new Set([".ts", ".mts", ".cts", ".tsx"]);

/**
 * A file's exports: JavaScript by the runtime, TypeScript through jiti (loaded only then), JSON as the default export.
 * Rejects with whatever the file threw: see `failureOf`.
 */
export async function importModule(file: string): Promise<Module> {
  const kind = extname(file);
  if (kind === ".json") return { default: JSON.parse(readFileSync(file, "utf8").replace(/^\uFEFF/, "")) };
  if (!TYPESCRIPT.has(kind)) return await import(pathToFileURL(file).href);
  const { createJiti } = await import("jiti");
  // No cache on disk: a compiled copy of a file that may hold secrets belongs nowhere.
  const jiti = createJiti(pathToFileURL(file).href, { fsCache: false });
  return await jiti.import<Module>(file);
}

/** Why a file could not be imported, with the place where that is known: `handlers.mjs:3:7: x is not defined`. */
export function failureOf(error: unknown, file: string): string {
  const text = messageOf(error);
  const place = placeOf(error, file);
  const hint = hintFor(text);
  return `${place === undefined ? "" : `${placeText(place, file)}: `}${text}${hint === undefined ? "" : `\n  ${hint}`}`;
}

/** Where a file, or one that it imports, failed; `undefined` where nobody knows. `others`: files that may be at fault as well. */
export function placeOf(error: unknown, file: string, others: readonly string[] = []): Place | undefined {
  const found = placeInStack(error, file, others);
  if (found || !(error instanceof SyntaxError)) return found;
  for (const one of [file, ...others]) {
    const place = placeOfSyntaxError(one);
    if (place) return place;
  }
  return undefined;
}

const placeText = ({ path, line, column }: Place, file: string): string =>
  `${relative(dirname(file), path)}:${line}${column === undefined ? "" : `:${column}`}`;

function messageOf(error: unknown): string {
  if (!(error instanceof Error))
    return `it threw ${typeof error === "string" ? JSON.stringify(error.slice(0, 200)) : typeof error}, which is not an Error`;
  // The lines after the first are the loader's: which file asked for it.
  const [first = ""] = error.message.replace(/^ParseError:\s*/, "").split("\n");
  return first.trim() || error.name;
}

/** The first line of the stack, or of the message, that is in the file's own folder, or suspected, and not in a package. */
function placeInStack(error: unknown, file: string, others: readonly string[]): Place | undefined {
  if (!(error instanceof Error)) return undefined;
  const folder = dirname(file);
  for (const match of `${error.stack ?? ""}\n${error.message}`.matchAll(
    /((?:file:\/\/)?\/[^\s():]+):(\d+)(?::(\d+))?/g,
  )) {
    const [, where = "", line = "", column] = match;
    const path = where.startsWith("file://") ? fileURLToPath(where) : where;
    if (!(path.startsWith(folder) || others.includes(path)) || path.includes("/node_modules/")) continue;
    // The compiler counts columns from 0, the runtime from 1.
    const from = error.message.startsWith("ParseError") ? 1 : 0;
    return { path, line: Number(line), ...(column !== undefined && { column: Number(column) + from }) };
  }
  return undefined;
}

function hintFor(text: string): string | undefined {
  const missing = /Cannot find (package|module) '([^']+)'/.exec(text)?.[2];
  if (missing === undefined) return undefined;
  return missing.startsWith(".") || missing.startsWith("/")
    ? "Check the path of the import: it needs the file's ending as well."
    : `Install it beside the file: npm install ${missing}`;
}
