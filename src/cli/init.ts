import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { toVariable } from "../config/secrets.ts";
import { HookinboxError, isHookinboxError } from "../errors.ts";
import { findProvider } from "../providers/find.ts";
import { providers } from "../providers/index.ts";
import type { Provider } from "../providers/provider.ts";
import { createVerifier } from "../verify/create.ts";
import { EXIT } from "./exit.ts";
import { configText, envText, handlersText, sampleOptions } from "./init-texts.ts";
import { CALLED, paint, print, say } from "./output.ts";

export interface InitOptions {
  readonly force?: boolean;
  /** Where the files go; default: here. */
  readonly dir?: string;
}

/** Writes a config, handlers and a secret for one provider. Overwrites nothing, unless `force`. */
export async function init(id: string | undefined, { force = false, dir = "." }: InitOptions): Promise<number> {
  const chosen = id ?? (await ask());
  if (chosen === undefined) return EXIT.failed;
  const provider = findProvider(chosen);
  const folder = resolve(dir);
  const source = toSourceName(provider.id);
  const made = makeSecret(provider);
  const variable = made === undefined ? undefined : `${toVariable(source)}_WEBHOOK_SECRET`;

  const files = [
    { name: "hookinbox.config.mjs", text: configText(provider, source, variable) },
    { name: "handlers.mjs", text: handlersText(provider, source) },
  ];
  const there = files.filter(({ name }) => existsSync(join(folder, name)));
  if (there.length > 0 && !force) {
    const names = there.map(({ name }) => name).join(" and ");
    throw new HookinboxError(
      "FILE_EXISTS",
      `${names} ${there.length === 1 ? "is" : "are"} there already in ${folder}: nothing was written.`,
    );
  }
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of files) writeFileSync(join(folder, name), text);
  print(`${paint.green("✓")} wrote ${files.map(({ name }) => name).join(", ")}`);
  if (made !== undefined && variable !== undefined) writeSecret(folder, provider, variable, made);
  sayNext(provider, source, folder);
  return EXIT.fine;
}

/** A person at a terminal is asked; a script gets the provider that most begin with, and is told. */
async function ask(): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    say("No provider named: taking github. Another: hookinbox init stripe");
    return "github";
  }
  const { autocomplete, isCancel } = await import("@clack/prompts");
  const options = Object.values(providers).map(({ id, name }) => ({ value: id, label: name, hint: id }));
  const answer = await autocomplete({ message: "Who sends the webhooks?", options, maxItems: 12 });
  return isCancel(answer) ? undefined : String(answer);
}

/** `standard-webhooks` fits as it is; an id that begins otherwise gets a letter. */
const toSourceName = (id: string): string => (/^[A-Za-z0-9]/.test(id) ? id : `source-${id}`);

interface Made {
  /** In a form that the provider takes, so that the config starts at once; `""` where only the provider can give one. */
  readonly secret: string;
  /** What the interpreter says that a secret is made of, where a random one will not do. */
  readonly advice?: string;
}

/** A random secret that could be the provider's; `undefined` where it needs none. */
function makeSecret(provider: Provider): Made | undefined {
  const refusal = (secrets: string[]): unknown => {
    try {
      createVerifier(provider, { secrets, options: sampleOptions(provider) });
      return undefined;
    } catch (error) {
      return error;
    }
  };
  if (refusal([]) === undefined) return undefined;
  const candidates = [randomBytes(32).toString("hex"), `whsec_${randomBytes(32).toString("base64")}`];
  const secret = candidates.find((candidate) => refusal([candidate]) === undefined);
  if (secret !== undefined) return { secret };
  const error = refusal([candidates[0] ?? ""]);
  return isHookinboxError(error) ? { secret: "", advice: error.advice } : { secret: "" };
}

/** The secret goes into `.env`, readable by its owner alone; a file that is there is left as it is. */
function writeSecret(folder: string, provider: Provider, variable: string, made: Made): void {
  const file = join(folder, ".env");
  const text = envText(provider, variable, made);
  if (!existsSync(file)) {
    writeFileSync(file, text, { mode: 0o600 });
    print(`${paint.green("✓")} wrote .env ${paint.dim("(keep it out of git)")}`);
  } else if (!new RegExp(`^\\s*(?:export\\s+)?${variable}\\s*=`, "m").test(readFileSync(file, "utf8"))) {
    print(`${paint.yellow("!")} .env is there already: add this line to it\n\n  ${variable}=${made.secret}\n`);
  }
}

function sayNext(provider: Provider, source: string, folder: string): void {
  const where = folder === process.cwd() ? "" : ` --config ${join(folder, "hookinbox.config.mjs")}`;
  print(`
Next:
  1. Put the secret of ${provider.name} into .env${provider.docs === undefined ? "" : `  ${paint.dim(provider.docs)}`}
  2. ${CALLED} doctor${where}
  3. ${CALLED} serve${where}   ${paint.dim(`while you write handlers: ${CALLED} dev${where}`)}
  4. Have ${provider.name} send to  https://<your host>/in/${source}`);
}
