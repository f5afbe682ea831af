import { readFileSync } from "node:fs";
import type { Place } from "../config/import-module.ts";

/** Lines shown before and after the one that is meant. */
const AROUND = 2;
const WIDEST = 120;

/** A few lines of a file around a place, with a mark below it; nothing where the file cannot be read. */
export function codeFrame({ path, line, column }: Place): string {
  const lines = read(path);
  if (line < 1 || line > lines.length) return "";
  const first = Math.max(1, line - AROUND);
  const last = Math.min(lines.length, line + AROUND);
  const width = String(last).length;
  const shown: string[] = [];
  for (let at = first; at <= last; at++) {
    const text = (lines[at - 1] ?? "").replaceAll("\t", " ").slice(0, WIDEST);
    shown.push(`${at === line ? ">" : " "} ${String(at).padStart(width)} | ${text}`);
    if (at === line && column !== undefined && column <= WIDEST)
      shown.push(`  ${" ".repeat(width)} | ${" ".repeat(column - 1)}^`);
  }
  return shown.join("\n");
}

function read(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split(/\r?\n/);
  } catch {
    return [];
  }
}
