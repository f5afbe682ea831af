import { readFileSync } from "node:fs";
import { join } from "node:path";

const NAMES = ["ts", "js", "mjs", "json"].map((ending) => `hookinbox.config.${ending}`);
/** No config is longer; what is, is read no further. */
const MOST = 100_000;

/**
 * Names of the config's sources, read from its text: a key pressed in somebody else's folder must run no code of it. A
 * config that makes its sources up is not understood.
 */
export function sourceNames(folder: string, file?: string): string[] {
  for (const name of file === undefined ? NAMES : [file]) {
    try {
      return namesIn(readFileSync(join(folder, name), "utf8").slice(0, MOST));
    } catch {
      // Not this one.
    }
  }
  return [];
}

/** Comments, strings, brackets, or a word: what can change where we are. */
const TOKEN =
  /\/\/.*|\/\*[\s\S]*?\*\/|(["'])((?:\\.|(?!\1).)*)\1(\s*:)?|`(?:\\.|[^`])*`|[{[(]|[}\])]|([A-Za-z_$][\w$]*)(\s*:)?/g;

/** Keys of the object after `sources:`, at its first level. */
export function namesIn(text: string): string[] {
  const found: string[] = [];
  /** Brackets that are open since `sources:`; `undefined`: it has not come. */
  let depth: number | undefined;
  for (const [piece, , quoted, quotedColon, bare, bareColon] of text.matchAll(TOKEN)) {
    const key = (quotedColon && quoted) || (bareColon && bare) || undefined;
    if (depth === undefined) depth = key === "sources" ? 0 : undefined;
    else if (/^[{[(]$/.test(piece)) depth++;
    else if (/^[}\])]$/.test(piece) && --depth === 0) break;
    else if (depth === 1 && key !== undefined) found.push(key);
  }
  return found;
}
