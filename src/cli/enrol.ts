import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { toVariable } from "../config/secrets.ts";
import { formatMs } from "../durations.ts";
import { findProvider } from "../providers/find.ts";
import { providers } from "../providers/index.ts";
import type { Provider } from "../providers/provider.ts";
import { findEnrolSource } from "./enrol-source.ts";
import { type EnrolmentWindow, openWindow } from "./enrol-window.ts";
import { alreadySet, isAssigned, isOpenToOthers, readEnvFile, writeEnvFile } from "./env-file.ts";
import { EXIT } from "./exit.ts";
import { CALLED, paint, print, say } from "./output.ts";
import { usage as wrongUsage } from "./trial.ts";

export interface EnrolOptions {
  readonly source?: string;
  readonly host: string;
  readonly port: number;
  /** How long the window is open, in ms. */
  readonly for: number;
  /** The env file that the secret goes into. */
  readonly dotenv: string;
  /** The variable; default: the one that `init` writes. */
  readonly name?: string;
}

/** What a provider wants after its handshake, beside what is true of all. */
const THEN: Readonly<Record<string, string>> = {
  asana: "Asana's request that creates the webhook ends well now.",
  notion: "Notion asks for the token in its settings, under Verify: copy it there from that file.",
};

/**
 * Opens an enrolment window: listens for the handshake by which a provider hands over its secret, and puts that into the
 * env file. The first one ends it; the secret is shown nowhere. Exit code 0: it is set; 1: none came in time.
 *
 * Throws `WRONG_USAGE` where the provider has no such handshake, or the variable has a value.
 */
export async function enrol(id: string, options: EnrolOptions): Promise<number> {
  const provider = findProvider(id);
  checkEnrols(provider);
  const envFile = resolve(options.dotenv);
  const found = await findEnrolSource(provider, options.source, dirname(envFile));
  const name = options.name ?? `${toVariable(found.source)}_WEBHOOK_SECRET`;
  checkName(name);
  if (isAssigned(readEnvFile(envFile), name)) throw alreadySet(name, options.dotenv);
  if ((process.env[name] ?? "").trim() !== "") throw alreadySet(name, "the environment");
  if (found.hasSecret)
    throw usage(
      `The source ${found.source} has a secret already, in ${found.config}: a handshake never replaces one.`,
      `Take that out, and write secret: process.env.${name} in its place.`,
    );
  checkWritable(envFile, options.dotenv);
  if (found.config !== undefined && !readFileSync(found.config, "utf8").includes(name))
    say(`${paint.yellow("!")} The config does not read ${name}: write secret: process.env.${name} at its source.`);

  const paths = [`/in/${found.source}`, ...(found.path === undefined ? [] : [found.path])];
  const keep = (secret: string): void => writeEnvFile(envFile, name, secret);
  const window = await openWindow({ provider, paths, host: options.host, port: options.port, time: options.for, keep });
  sayOpen(provider, window, paths, options.for);
  const outcome = await window.ended;
  if (!outcome.taken) return sayNothingCame(provider, paths, outcome.others, options.for);
  sayTaken(provider, name, envFile, options.dotenv, outcome.heard);
  return EXIT.fine;
}

const enrolsAt = (provider: Provider): boolean =>
  provider.greetings?.some(({ enrols }) => enrols !== undefined) ?? false;

function checkEnrols(provider: Provider): void {
  if (enrolsAt(provider)) return;
  const names = Object.values(providers).filter(enrolsAt);
  throw usage(
    `${provider.name} hands over no secret in a handshake. Those that do: ${names.map(({ id }) => id).join(", ")}.`,
    `Take the secret from the settings of ${provider.name}, and put it into .env: hookinbox init ${provider.id}`,
  );
}

function checkName(name: string): void {
  if (!/^[A-Za-z_]\w*$/.test(name))
    throw usage("--name is the name of a variable: letters, digits and _, and no digit first.");
}

/** Found out before the window opens: a secret that came cannot be asked for again. */
function checkWritable(file: string, shown: string): void {
  try {
    accessSync(existsSync(file) ? file : dirname(file), constants.W_OK);
  } catch {
    throw usage(`${shown} cannot be written.`, "Check that its folder exists, and that this user may write there.");
  }
}

const usage = (message: string, advice = "See: hookinbox enrol --help"): Error => wrongUsage(message, advice);

function sayOpen({ name }: Provider, { url }: EnrolmentWindow, paths: readonly string[], time: number): void {
  print(`hookinbox is ready to enrol ${name}, for ${formatMs(time)}: ${paths.map((path) => url + path).join(" and ")}`);
  print(`Now create the webhook at ${name}, with  https://<your host>${paths.at(-1)}`);
}

function sayTaken(provider: Provider, name: string, file: string, shown: string, heard: boolean): void {
  print(`${paint.green("✓")} ${name} is set in ${shown} ${paint.dim("(keep it out of git)")}`);
  if (isOpenToOthers(file)) print(`${paint.yellow("!")} Others may read that file: chmod 600 ${shown}`);
  if (!heard) print(`${paint.yellow("!")} ${provider.name} hung up before it had the whole answer.`);
  const then = THEN[provider.id];
  print(`
Next:
  1. ${then ?? `${provider.name} has its answer.`}
     If it says that the handshake failed, the secret is not the right one: empty ${name}, and run this again.
  2. In the config, the source has  secret: process.env.${name}
  3. ${CALLED} serve`);
}

function sayNothingCame({ name }: Provider, paths: readonly string[], others: number, time: number): number {
  const came =
    others === 0
      ? "nothing arrived at all"
      : `${others} other request${others === 1 ? "" : "s"} came, and went unheard`;
  say(`${paint.red("✗")} No handshake of ${name} within ${formatMs(time)}: ${came}. Nothing was written.
${paint.dim("→")} Check that the webhook was created while this ran; that its address ends in ${paths.join(" or ")}; and that your
  tunnel or proxy leads to this port. A longer window: --for 30m`);
  return EXIT.failed;
}
