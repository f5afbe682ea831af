import { providers as definitions } from "../providers/index.ts";
import { didYouMean } from "../suggest.ts";
import { EXIT } from "./failure.ts";
import { paint, print, printJson, say, table } from "./output.ts";
import { factsOf, keyText, type ProviderFacts, signatureText } from "./provider-facts.ts";

/** Lists what can be named as a source's `provider`: all, or those that have a word in id, name, scheme or header. */
export async function listProviders(word: string | undefined, { json }: { json?: boolean }): Promise<number> {
  const all = Object.values(definitions).map(factsOf);
  const found = word === undefined ? all : all.filter((facts) => matches(facts, word.toLowerCase()));
  if (found.length === 0) {
    say(
      `No provider has ${JSON.stringify(word)} in its id, name or signature.${didYouMean(word ?? "", Object.keys(definitions))} Of one that is not there: provider "generic".`,
    );
    return EXIT.failed;
  }
  if (json) for (const facts of found) printJson(facts);
  else showTable(found);
  return EXIT.fine;
}

const matches = (facts: ProviderFacts, word: string): boolean =>
  [facts.id, facts.name, signatureText(facts.signature)].some((text) => text.toLowerCase().includes(word));

function showTable(found: readonly ProviderFacts[]): void {
  const rows = found.map((facts) => [
    paint.cyan(facts.id),
    facts.name,
    signatureText(facts.signature),
    facts.key === null ? paint.yellow("none") : keyText(facts.key),
    facts.verified ? "" : paint.yellow("unverified"),
  ]);
  print(table(["ID", "NAME", "SIGNATURE", "KEY", ""], rows));
  if (found.some((facts) => facts.key === null))
    say(paint.dim('Key "none": repeats are not told apart, unless the source sets `key`.'));
  if (found.length === 1) for (const note of notesOf(found[0])) print(`  ${note}`);
}

function notesOf(facts: ProviderFacts | undefined): string[] {
  if (!facts) return [];
  const options = Object.entries(facts.options ?? {}).map(
    ([name, rule]) => `option ${name}: ${rule.about}${rule.values ? ` One of ${rule.values.join(", ")}.` : ""}`,
  );
  const docs = facts.docs === undefined ? [] : [facts.docs];
  return [
    ...docs,
    ...options,
    ...(facts.keyNote === undefined ? [] : [facts.keyNote]),
    ...(facts.notes ?? []),
    ...(facts.warnings ?? []),
  ];
}
