import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, extname, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export type Module = Readonly<Record<string, unknown>>;

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
  const place = placeInStack(error, file) ?? (error instanceof SyntaxError ? placeOfSyntaxError(file) : undefined);
  const hint = hintFor(text);
  return `${place === undefined ? "" : `${place}: `}${text}${hint === undefined ? "" : `\n  ${hint}`}`;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error))
    return `it threw ${typeof error === "string" ? JSON.stringify(error.slice(0, 200)) : typeof error}, which is not an Error`;
  // The lines after the first are the loader's: which file asked for it.
  const [first = ""] = error.message.replace(/^ParseError:\s*/, "").split("\n");
  return first.trim() || error.name;
}

/** The first line of the stack, or of the message, that is in the file's own folder and not in somebody's package. */
function placeInStack(error: unknown, file: string): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const folder = dirname(file);
  for (const match of `${error.stack ?? ""}\n${error.message}`.matchAll(
    /((?:file:\/\/)?\/[^\s():]+):(\d+)(?::(\d+))?/g,
  )) {
    const [, where = "", line = "", column] = match;
    const path = where.startsWith("file://") ? fileURLToPath(where) : where;
    if (!path.startsWith(folder) || path.includes("/node_modules/")) continue;
    return `${relative(folder, path)}:${line}${column === undefined ? "" : `:${column}`}`;
  }
  return undefined;
}

/** A module's syntax error carries no place; the runtime's own check prints it, and runs nothing. */
function placeOfSyntaxError(file: string): string | undefined {
  if (extname(file) === ".json") return undefined;
  const { stderr } = spawnSync(process.execPath, ["--check", file], { encoding: "utf8", timeout: 10_000 });
  const line = /^(?:file:\/\/)?\/.*:(\d+)$/m.exec(stderr ?? "")?.[1];
  return line === undefined ? undefined : `${relative(dirname(file), file)}:${line}`;
}

function hintFor(text: string): string | undefined {
  const missing = /Cannot find (package|module) '([^']+)'/.exec(text)?.[2];
  if (missing === undefined) return undefined;
  return missing.startsWith(".") || missing.startsWith("/")
    ? "Check the path of the import: it needs the file's ending as well."
    : `Install it beside the file: npm install ${missing}`;
}
