// docs/providers/<id>.md: all that a definition says, in words, and how sure we are of each part.
import { sampleOptions } from "../dist/cli/init-texts.js";
import { toVariable } from "../dist/config/secrets.js";
import { describeProvider } from "../dist/providers/describe.js";
import { signatureOf } from "../dist/verify/create.js";
import { cell } from "./docs-cell.mjs";
import { leavesOf, schemeWords, timeWords } from "./docs-scheme-words.mjs";
import { placesWords, span, templateWords } from "./docs-words.mjs";

const UNVERIFIED = /^(?:unverified|from memory)/;

/** Options as they are when a source sets none but those that are needed. */
export const defaultsOf = (provider) => ({
  ...Object.fromEntries(Object.entries(provider.options ?? {}).map(([name, rule]) => [name, rule.default])),
  ...sampleOptions(provider),
});

const NO_KEY = "none: repeats are not told apart, unless the source sets `key`";

const oneOf = (texts) => [...new Set(texts)];

function greetingWords({ name, signed, answer, enrols, proof, visit, needs, token }) {
  const checked = signed === "if-sent" ? "a signature that is there must be right" : signed ? "signed" : "not signed";
  const answered = `answered ${answer.status}${proof ? ` with ${proof.keyed ? "an HMAC" : "a digest"} of it` : ""}`;
  return [
    `**${name}**: ${checked}, ${answered}`,
    token && `only with the right token in ${templateWords(token.at)}`,
    needs && `only where ${needs.map((one) => span(one)).join(" and ")} is set`,
    visit && `then the address in it is called, at ${visit.hosts.map(span).join(", ")} only`,
    enrols && "it hands over the secret, which is taken only while enrolment is open and never replaces another",
  ]
    .filter(Boolean)
    .join("; ");
}

/** The table: name, text; several texts are rows below each other. A row without text is left out. */
export function factsOf(provider) {
  const options = defaultsOf(provider);
  const told = describeProvider(provider);
  const leaves = leavesOf(signatureOf(provider, options));
  const lead = UNVERIFIED.test(told.evidence.operations) ? " (unverified)" : "";
  const guess = provider.greetings && UNVERIFIED.test(told.evidence.greeting) ? " (unverified)" : "";
  const known = (text) => (text === null ? "not known" : `${text.trim()}${lead}`);
  const given = (value) => (typeof value === "function" ? value(options) : value);
  const checks = leaves.map(({ signature, when }) => {
    const told = schemeWords(provider, signature);
    return when.length === 0 ? told : `*${when.join(", ")}:* ${told}`;
  });
  const times = oneOf(leaves.map(({ signature }) => timeWords(signature) ?? "none is signed"));
  const body = told.ack.empty ? ", without a body" : "";
  return [
    ["added at", told.console ?? ""],
    ["secret", told.secret ?? "none is needed"],
    ["verified", oneOf(checks)],
    ["signed time", leaves.every(({ signature }) => signature.scheme === "none") ? ["none"] : times],
    ["handshake", provider.greetings?.map((one) => `${greetingWords(one)}${guess}`) ?? ["none is known"]],
    ["key", [placesWords(given(provider.key)) ?? NO_KEY, told.keyNote ?? ""].filter(Boolean)],
    ["type", placesWords(given(provider.type)) ?? "none is read: every event is `unknown`"],
    ["order", orderWords(provider.order)],
    ["methods", told.methods.length > 1 ? told.methods.join(", ") : ""],
    ["content types", told.contentTypes?.join(", ") ?? ""],
    [
      "answer",
      provider.ack?.status === undefined
        ? `200${body}: no other is known to be wanted`
        : `${told.ack.status}${body}${lead}`,
    ],
    ["refusal", told.rejectStatus === null ? "401; 400 where the time is off" : `${told.rejectStatus}${lead}`],
    ["it waits", known(told.timeout)],
    ["it retries", known(told.retry)],
    ["rotation", told.rotation === null ? "not known" : `${told.rotation}${told.verified ? "" : " (unverified)"}`],
    ["test requests", told.signable ? "`sign()` makes them" : "only the provider has the private key: save a real one"],
  ].filter(([, text]) => text !== "");
}

/** What `orderBy: true` goes by, and `newest: true`. */
function orderWords(order) {
  if (order === undefined) return "";
  const version = order.version === undefined ? "" : `; newer by ${placesWords(order.version)}`;
  return `by ${placesWords(order.by)}${version}`;
}

/** A source of this provider, as it begins. */
export function snippetOf(provider) {
  const source = /^[a-z_]\w*$/i.test(provider.id) ? provider.id : JSON.stringify(provider.id);
  const secret =
    describeProvider(provider).secret === null ? "" : `, secret: process.env.${toVariable(provider.id)}_WEBHOOK_SECRET`;
  const needed = Object.entries(sampleOptions(provider)).map(([name, value]) => `, ${name}: ${JSON.stringify(value)}`);
  const line = `${source}: { provider: ${JSON.stringify(provider.id)}${secret}${needed.join("")} },`;
  return `export default {\n  sources: {\n    ${line}\n  },\n};`;
}

function optionLine([name, { about, values, default: standard, required }]) {
  const choice = values ? ` One of ${values.map(span).join(", ")}.` : "";
  const fallback = required ? " Needed." : standard === undefined ? "" : ` Default: ${span(String(standard))}.`;
  return `- ${span(name)}: ${about}${choice}${fallback}`;
}

const sure = (text) =>
  text === undefined || text === "unverified"
    ? "unverified: a lead, which nobody has checked"
    : UNVERIFIED.test(text)
      ? `${text}: unverified`
      : text;

/** A word in angle brackets would be taken for HTML. */
const prose = (text) => cell(text).replaceAll("\\|", "|");

const list = (title, lines) => (lines.length === 0 ? [] : [`## ${title}`, lines.map(prose).join("\n")]);

/** Said where a route for POST alone would keep something from the inbox. */
const routeWords = (methods) =>
  `In an app of your own the route has to take ${methods.slice(0, -1).join(", ")} and ${methods.at(-1)}, best [every method](../frameworks.md).`;

export function providerPage(provider) {
  const told = describeProvider(provider);
  const docs = told.docs === null ? "" : ` Its documentation: <${told.docs}>.`;
  const first = provider.greetings
    ? " Start hookinbox before you register the address: the handshake is answered by itself."
    : "";
  const verbs = told.methods.length > 1 ? ` ${routeWords(told.methods)}` : "";
  const facts = factsOf(provider).flatMap(([name, texts]) =>
    [texts].flat().map((text, i) => `| ${i === 0 ? name : ""} | ${cell(text)} |`),
  );
  const { signature, operations, greeting, sources } = told.evidence;
  return `${[
    `# ${told.name}`,
    `Made of \`src/providers/${provider.id}.ts\` by \`scripts/docs-providers.mjs\`. [All providers](all.md).`,
    ...(told.verified
      ? []
      : [
          "> **Unverified.** Nobody has checked how its signatures are made. Take it for a lead, and try it with a real request:\n> `hookinbox verify`.",
        ]),
    "## Set up",
    `The endpoint is \`https://<your host>/in/<source>\`, or the source's own \`path\`.${docs}${first}${verbs}`,
    `\`\`\`javascript\n${snippetOf(provider)}\n\`\`\``,
    ...list("Options", Object.entries(told.options).map(optionLine)),
    "## Facts",
    `| | |\n|---|---|\n${facts.join("\n")}`,
    ...list("To know", [
      ...told.warnings.map((line) => `- **Weak.** ${line}`),
      ...told.notes.map((line) => `- ${line}`),
    ]),
    "## How sure we are",
    [
      `- signature: ${sure(signature)}`,
      `- answer, waiting, retries: ${sure(operations)}`,
      ...(provider.greetings ? [`- handshake: ${sure(greeting ?? undefined)}`] : []),
      ...(sources.length > 0 ? [`- sources: ${sources.join("; ")}`] : []),
    ].join("\n"),
  ].join("\n\n")}\n`;
}
