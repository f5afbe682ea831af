// docs/providers-list.md: every definition, in a line. docs/providers/: a page for each, and their index.
import { factsOf, keyText, signatureText } from "../dist/cli/provider-facts.js";
import { describeProvider } from "../dist/providers/describe.js";
import { providers } from "../dist/providers/index.js";
import { cell } from "./docs-cell.mjs";
import { providerPage } from "./docs-provider-page.mjs";

export function providersPage() {
  const all = Object.values(providers).map(factsOf);
  const rows = all.map((facts) => {
    const said = facts.docs === undefined ? cell(facts.name) : `[${cell(facts.name)}](${facts.docs})`;
    const name = facts.verified ? said : `${said}, unverified`;
    const key = facts.key === null ? "none" : `\`${keyText(facts.key)}\``;
    return `| [\`${facts.id}\`](providers/${facts.id}.md) | ${name} | ${cell(signatureText(facts.signature))} | ${cell(key)} |`;
  });
  const head = "| id | provider | signature | key |\n|---|---|---|---|";
  return `${all.length} definitions.\n\n${head}\n${rows.join("\n")}`;
}

const INDEX = `# Providers, a page for each

Made of \`src/providers/\` by \`scripts/docs-providers.mjs\`. How a source is set up: [Providers](../providers.md). On the command line:
\`hookinbox providers <word>\`.

- **key**: whether an event has an id by which repeats are told apart. \`none\`: the source has to set \`key\`.
- **time**: whether a time is signed, so that an old request is refused.
- **signature**, **operations** (answer, waiting, retries), **handshake**: where our facts are from. *docs*: read in the provider's
  documentation (*of others*: in somebody else's); *code*: read in code, its own or that of others; *vectors*: published requests were reproduced; *unverified*: a lead,
  which nobody has checked. Each page names its sources.`;

/** Evidence in a word. */
function sureWord(text) {
  if (text === null) return "";
  if (/^(?:unverified|from memory)/.test(text)) return "unverified";
  if (text.startsWith("our own")) return "our own";
  const words = [
    /read in docs(?! \(third party\))/.test(text) && "docs",
    /docs \(third party\)/.test(text) && "docs of others",
    /\bcode\b/.test(text) && "code",
    /vectors? reproduced/.test(text) && "vectors",
  ];
  return words.filter(Boolean).join(", ") || "see its page";
}

function indexPage() {
  const all = Object.values(providers).map((provider) => describeProvider(provider));
  const rows = all.map(({ id, name, algorithm, key, tolerance, greetings, evidence }) =>
    [
      `[${cell(name)}](${id}.md)`,
      `\`${id}\``,
      algorithm,
      key === null ? "none" : "yes",
      tolerance === null ? "" : tolerance === false ? "not checked" : "yes",
      sureWord(evidence.signature),
      sureWord(evidence.operations),
      greetings.length > 0 ? sureWord(evidence.greeting) : "none",
    ].join(" | "),
  );
  const unsure = all.filter(({ verified }) => !verified).length;
  const count = `${all.length} definitions; of ${unsure === 1 ? "one" : unsure} the signature is unverified.`;
  const head =
    "| provider | id | algorithm | key | time | signature | operations | handshake |\n|---|---|---|---|---|---|---|---|";
  return `${INDEX}\n\n${count}\n\n${head}\n${rows.map((row) => `| ${row} |`).join("\n")}\n`;
}

/** Every page of docs/providers/, by its file name: the whole folder is made. */
export function providerPages() {
  const pages = Object.values(providers).map((provider) => [`${provider.id}.md`, providerPage(provider)]);
  return Object.fromEntries([["all.md", indexPage()], ...pages]);
}
