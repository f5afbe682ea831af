// Writes src/events/github.ts: the names of GitHub's events beside their types in @octokit/openapi-webhooks-types.
// `node scripts/events-write.mjs`, after an update of that package.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const TYPES = new URL("../node_modules/@octokit/openapi-webhooks-types/types.d.ts", import.meta.url);
const PAGE = new URL("../src/events/github.ts", import.meta.url);

/** Operations are keyed `pull-request/opened`, with the body's schema inside; the examples of headers there have mistakes. */
export function githubEvents() {
  const text = readFileSync(TYPES, "utf8");
  const operations = text.slice(text.indexOf("\nexport interface operations"));
  const schemas = text.slice(0, text.indexOf("\nexport interface operations"));
  const found = [];
  for (const [, key, body] of operations.matchAll(/^ {2}"?([\w/-]+)"?: \{\n([\s\S]*?)^ {2}\};/gm)) {
    const schema = /"application\/json": components\["schemas"\]\["([^"]+)"\]/.exec(body)?.[1];
    if (!schema) continue;
    const [name, last] = key.replaceAll("-", "_").split("/");
    const at = schemas.indexOf(`\n    "${schema}": {`);
    const action = /^ {6}action: "(\w+)";/m.exec(schemas.slice(at, schemas.indexOf("\n    };", at)))?.[1];
    found.push([last === undefined ? name : `${name}.${action ?? last}`, schema]);
  }
  return found.sort(([a], [b]) => (a < b ? -1 : 1));
}

export function githubText() {
  const lines = githubEvents().map(
    ([name, schema]) => `  ${/^\w+$/.test(name) ? name : `"${name}"`}: Of<"${schema}">;`,
  );
  return `// Made by scripts/events-write.mjs of @octokit/openapi-webhooks-types.

/** @ts-ignore: an optional peer; without it the next line is \`any\` */
type Schemas = import("@octokit/openapi-webhooks-types").components["schemas"];

/** \`unknown\` without the package, and for what its version does not have. */
type Of<Name extends string> = [0] extends [1 & Schemas]
  ? unknown
  : Name extends keyof Schemas
    ? Schemas[Name]
    : unknown;

/** What GitHub sends, by type. */
export interface GithubEvents {
${lines.join("\n")}
}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PAGE, githubText());
