import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import type { Place } from "./import-module.ts";

/** Files that are looked at for one error; each takes a process of 40 ms. */
const MOST = 30;
const JAVASCRIPT = new Set([".js", ".mjs", ".cjs"]);
const RELATIVE_IMPORT = /\b(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g;

/**
 * A module's syntax error carries no place, be it in the file or in one that it imports. The runtime's own check prints it, and
 * runs nothing.
 */
export function placeOfSyntaxError(file: string): Place | undefined {
  const files = new Set([file]);
  // A set that grows meanwhile is walked to its new end.
  for (const one of files) {
    if (!JAVASCRIPT.has(extname(one)) || !existsSync(one)) continue;
    const place = checked(one);
    if (place) return place;
    for (const [, path = ""] of readFileSync(one, "utf8").matchAll(RELATIVE_IMPORT))
      if (files.size < MOST) files.add(resolve(dirname(one), path));
  }
  return undefined;
}

function checked(file: string): Place | undefined {
  const { stderr } = spawnSync(process.execPath, ["--check", file], { encoding: "utf8", timeout: 10_000 });
  const [, line, marks] = /^(?:file:\/\/)?\/.*:(\d+)$(?:\n.*\n([ \t]*)\^)?/m.exec(stderr ?? "") ?? [];
  if (line === undefined) return undefined;
  return { path: file, line: Number(line), ...(marks !== undefined && { column: marks.length + 1 }) };
}
