import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A fenced block of a page. */
export interface Snippet {
  /** `docs/start.md:31`, for a test's name. */
  readonly place: string;
  readonly page: string;
  readonly language: string;
  readonly text: string;
  /** Named by a comment in its first line: `// handlers.mjs`. A default export with sources is a config without. */
  readonly file: string | undefined;
  /** Why it cannot run here: `<!-- not run: … -->` in the line above it. */
  readonly notRun: string | undefined;
}

/** Every page that people read, relative to the root. */
export function pages(): string[] {
  const below = (folder: string): string[] =>
    readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".md") && !entry.parentPath.includes("node_modules"))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
  const top = readdirSync(ROOT).filter((name) => name.endsWith(".md"));
  return [...top, ...below("docs"), ...below("examples"), ...below("deploy"), "bench/README.md"].sort();
}

export const pageText = (page: string): string => readFileSync(join(ROOT, page), "utf8");

/** Blocks in the order of the page. An unclosed one runs to the end. */
export function snippetsOf(page: string): Snippet[] {
  const found: Snippet[] = [];
  const lines = pageText(page).split("\n");
  for (let i = 0; i < lines.length; i++) {
    const language = /^```(\S*)\s*$/.exec(lines[i] ?? "")?.[1];
    if (language === undefined) continue;
    const end = lines.indexOf("```", i + 1);
    const text = lines.slice(i + 1, end === -1 ? undefined : end).join("\n");
    const notRun = /^<!-- not run: (.+) -->$/.exec(lines[i - 1] ?? "")?.[1];
    const named = /^(?:\/\/|#) ([\w./-]+\.\w+)\n/.exec(`${text}\n`)?.[1];
    const file = named ?? (/^export default \{\n +sources:/.test(text) ? "hookinbox.config.mjs" : undefined);
    found.push({ place: `${page}:${i + 1}`, page, language, text, file, notRun });
    i = end === -1 ? lines.length : end;
  }
  return found;
}

export const allSnippets = (): Snippet[] => pages().flatMap(snippetsOf);
