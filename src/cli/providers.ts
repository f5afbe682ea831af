import { formatMs } from "../durations.ts";
import { describeProvider, type ProviderDescription } from "../providers/describe.ts";
import { providers as definitions } from "../providers/index.ts";
import type { Provider } from "../providers/provider.ts";
import { didYouMean } from "../suggest.ts";
import { EXIT } from "./exit.ts";
import { paint, print, printJson, say, table } from "./output.ts";
import { factsOf, keyText, type ProviderFacts, signatureText } from "./provider-facts.ts";

/**
 * Lists what can be named as a source's `provider`: all, or those that have a word in id, name, scheme or header. One
 * alone, or one of just this id, is described.
 */
export async function listProviders(word: string | undefined, { json }: { json?: boolean }): Promise<number> {
  const all = Object.values(definitions);
  const found = word === undefined ? all : all.filter((provider) => matches(factsOf(provider), word.toLowerCase()));
  if (found.length === 0) {
    say(
      `No provider has ${JSON.stringify(word)} in its id, name or signature.${didYouMean(word ?? "", Object.keys(definitions))} Of one that is not there: provider "generic".`,
    );
    return EXIT.failed;
  }
  if (json) for (const provider of found) printJson(factsAndWords(provider));
  else show(found, word);
  return EXIT.fine;
}

const matches = (facts: ProviderFacts, word: string): boolean =>
  [facts.id, facts.name, signatureText(facts.signature)].some((text) => text.toLowerCase().includes(word));

/** The definition as data, beside what it means in words; `evidence` says "unverified" wherever nobody has checked. */
function factsAndWords(provider: Provider): object {
  const { checks, headers, algorithm, secret, tolerance, methods, ack, signable, evidence } =
    describeProvider(provider);
  return { ...factsOf(provider), checks, headers, algorithm, secret, tolerance, methods, ack, signable, evidence };
}

function show(found: readonly Provider[], word: string | undefined): void {
  const rows = found
    .map(factsOf)
    .map((facts) => [
      paint.cyan(facts.id),
      facts.name,
      signatureText(facts.signature),
      facts.key === null ? paint.yellow("none") : keyText(facts.key),
      facts.verified ? "" : paint.yellow("unverified"),
    ]);
  print(table(["ID", "NAME", "SIGNATURE", "KEY", ""], rows));
  const one = found.length === 1 ? found[0] : found.find(({ id }) => id === word?.toLowerCase());
  if (one) describe(describeProvider(one));
  if (found.some((provider) => factsOf(provider).key === null))
    say(paint.dim('Key "none": repeats are not told apart, unless the source sets `key`.'));
  if (!one) say(paint.dim("One in full: hookinbox providers <id>. All that is known, with its evidence: --json"));
}

function describe(told: ProviderDescription): void {
  const sure = mark(told.evidence.operations);
  const rows: [string, string | null | false][] = [
    ["checks", told.checks.join("\n")],
    ["secret", told.secret ?? "none is needed"],
    ["time", told.tolerance === null ? "none is signed" : timeText(told.tolerance)],
    ["key", told.key ?? "none"],
    ["", told.keyNote],
    ["type", told.type ?? "none: every event is `unknown`"],
    ["order", told.order && `${told.order.by}${told.order.version === null ? "" : `; newer by ${told.order.version}`}`],
    ["greets", told.greetings.length > 0 && `${told.greetings.join(", ")}${mark(told.evidence.greeting)}`],
    ["answer", `${told.ack.status}${told.ack.empty ? " without a body" : ""}${sure}`],
    ["waits", told.timeout && `${told.timeout}${sure}`],
    ["retries", told.retry && `${told.retry}${sure}`],
    ["rotation", told.rotation],
    ["options", Object.entries(told.options).map(optionText).join("\n")],
    ["notes", told.notes.join("\n")],
    ["weak", told.warnings.join("\n")],
    ["known", `signature: ${told.evidence.signature}; answer, waiting, retries: ${told.evidence.operations}`],
    ["docs", told.docs],
  ];
  print(`\n${paint.bold(told.name)}`);
  for (const [name, text] of rows)
    if (text) print(`  ${paint.dim(name.padEnd(9))} ${text.replaceAll("\n", `\n${" ".repeat(12)}`)}`);
}

const mark = (evidence: string | null): string =>
  evidence !== null && /^(?:unverified|from memory)/.test(evidence) ? paint.yellow(" (unverified)") : "";

const timeText = (tolerance: number | false): string =>
  tolerance === false ? "signed, not checked unless `tolerance` is set" : `signed, ${formatMs(tolerance)} either way`;

const optionText = ([name, rule]: [string, ProviderDescription["options"][string]]): string =>
  `${name}: ${rule.about}${rule.values ? ` One of ${rule.values.join(", ")}.` : ""}${rule.required ? " Needed." : ""}`;
