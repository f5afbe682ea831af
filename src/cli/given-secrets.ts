import { HookinboxError } from "../errors.ts";
import { readFile, readStdin } from "./read-input.ts";

/** Where secrets come from. Never from the command line itself: every user of the machine can read that. */
export interface SecretPlaces {
  readonly secretEnv?: readonly string[];
  readonly secretFile?: readonly string[];
  readonly secretStdin?: boolean;
}

/** The ring, in the order: variables, files, stdin. No message holds a value, nor what may be one. */
export async function readGivenSecrets(places: SecretPlaces): Promise<string[]> {
  const { secretEnv = [], secretFile = [], secretStdin = false } = places;
  const secrets = [...secretEnv.map(fromEnvironment), ...secretFile.map(fromFile)];
  if (secretStdin) secrets.push(withoutLineBreak((await readStdin("the secret")).toString("utf8")));
  return secrets;
}

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value !== undefined && value.trim() !== "") return value;
  // A name that is not written like one may be the secret itself, put in the wrong place.
  const shown = /^[A-Z][A-Z0-9_]{0,63}$/.test(name) ? name : "that --secret-env names";
  throw new HookinboxError("SECRET_MISSING", `The variable ${shown} is ${value === undefined ? "not set" : "empty"}.`, {
    advice:
      "--secret-env takes the name of an environment variable, never the secret itself. A file .env here is read too.",
  });
}

const fromFile = (file: string): string => withoutLineBreak(readFile(file, "the secret").toString("utf8"));

/** Editors and `echo` end a file with a line break that is no part of the secret. */
const withoutLineBreak = (text: string): string => text.replace(/\r?\n$/, "");
