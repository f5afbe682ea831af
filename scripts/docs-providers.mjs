// docs/providers-list.md: every definition, in a line.
import { factsOf, keyText, signatureText } from "../dist/cli/provider-facts.js";
import { providers } from "../dist/providers/index.js";
import { cell } from "./docs-cell.mjs";

export function providersPage() {
  const all = Object.values(providers).map(factsOf);
  const rows = all.map((facts) => {
    const name = facts.docs === undefined ? cell(facts.name) : `[${cell(facts.name)}](${facts.docs})`;
    const key = facts.key === null ? "none" : `\`${keyText(facts.key)}\``;
    return `| \`${facts.id}\` | ${name} | ${cell(signatureText(facts.signature))} | ${cell(key)} | ${facts.verified ? "" : "unverified"} |`;
  });
  const head = "| id | provider | signature | key | |\n|---|---|---|---|---|";
  return `${all.length} definitions.\n\n${head}\n${rows.join("\n")}`;
}
