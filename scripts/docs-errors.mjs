// docs/errors.md: every code of the error table.
import { ERRORS } from "../dist/errors.js";
import { cell } from "./docs-cell.mjs";

/** Where a code is met, from its status: what goes over HTTP, and what only a person at the machine sees. */
const GROUPS = [
  ["With an HTTP status", ({ status }) => status > 0],
  ["Without one: raised, never answered", ({ status }) => status === 0],
];

export function errorsPage() {
  return GROUPS.map(([title, belongs]) => {
    const rows = Object.entries(ERRORS)
      .filter(([, error]) => belongs(error))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, { status, title, advice }]) => entry(code, status, title, advice));
    return `## ${title}\n\n| code | status | what is wrong | what to do |\n|---|---|---|---|\n${rows.join("\n")}`;
  }).join("\n\n");
}

const entry = (code, status, title, advice) =>
  `| <a id="${code.toLowerCase()}"></a>\`${code}\` | ${status || "–"} | ${cell(title)} | ${cell(advice)} |`;
