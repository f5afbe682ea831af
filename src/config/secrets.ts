import { kindOf, type Mistake } from "./mistakes.ts";

/** What secrets are read with: where they stand, and what to say when they are not there. */
export interface SecretPlace {
  readonly path: string;
  readonly needed: boolean;
  /** What to do when the secret is not there. */
  readonly fix: string;
}

/** The ring of a source. No message holds a value. */
export function readSecrets(secret: unknown, place: SecretPlace): { secrets: string[]; mistakes: Mistake[] } {
  if (secret === undefined && !place.needed) return { secrets: [], mistakes: [] };
  if (!Array.isArray(secret)) return readOne(secret, place.path, place.fix);
  const read = secret.map((one, at) => readOne(one, `${place.path}[${at}]`, place.fix));
  const mistakes = read.flatMap((one) => one.mistakes);
  if (secret.length === 0 && place.needed)
    mistakes.push({ path: place.path, message: "expected at least one secret; got an empty array.", fix: place.fix });
  return { secrets: [...new Set(read.flatMap((one) => one.secrets))], mistakes };
}

function readOne(secret: unknown, path: string, fix: string): { secrets: string[]; mistakes: Mistake[] } {
  if (typeof secret === "string" && secret.trim() !== "") return { secrets: [secret], mistakes: [] };
  const absent = secret === undefined || secret === null || typeof secret === "string";
  const message = `expected a secret; got ${typeof secret === "number" ? "a number" : kindOf(secret)}.`;
  return {
    secrets: [],
    mistakes: [{ path, message, fix: absent ? fix : "Write it as a string, in quotes, or as a list of strings." }],
  };
}

/** Names of variables that the config's text reads and that have no value. */
export function unsetVariables(text: string, env: Readonly<NodeJS.ProcessEnv>): string[] {
  const read = text.matchAll(/process\.env(?:\.([A-Za-z_]\w*)|\[\s*["'`]([^"'`]+)["'`]\s*\])/g);
  const names = [...read].map(([, dotted, quoted]) => dotted ?? quoted ?? "");
  return [...new Set(names)].filter((name) => (env[name] ?? "").trim() === "");
}

/** What to do about a secret that is not there: the variable of the config's text that is most likely meant, else a name for one. */
export function secretFix(source: string, provider: string, unset: readonly string[]): string {
  const words = [source, provider].map(toVariable);
  const meant = unset.filter((name) => words.some((word) => name.toUpperCase().includes(word)));
  const likely = meant.length > 0 ? meant : unset;
  if (likely.length === 0)
    return `Take it from the environment: secret: process.env.${toVariable(source)}_WEBHOOK_SECRET, and set that variable.`;
  const names = likely
    .slice(0, 3)
    .map((name) => `process.env.${name}`)
    .join(" and ");
  return `The config reads ${names}, which ${likely.length === 1 ? "has" : "have"} no value: set ${likely.length === 1 ? "it" : "them"}, or put ${likely.length === 1 ? "it" : "them"} into a file .env beside the config.`;
}

/** `my-shop` → `MY_SHOP` */
export const toVariable = (name: string): string =>
  name
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/^(\d)/, "_$1");
