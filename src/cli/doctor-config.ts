import { pathText } from "../config/mistakes.ts";
import { checkServing, isLoopback } from "../config/serving.ts";
import type { Settings, SourceSettings } from "../config/settings.ts";
import { isHookinboxError } from "../errors.ts";
import { createVerifier } from "../verify/create.ts";
import { checkOptions } from "../verify/options.ts";
import { type Finding, ok, warn, wrong } from "./finding.ts";

/** Addresses that `serve` would bind. */
export interface Hosts {
  readonly host: string;
  readonly adminHost: string;
}

/** What a config that can be used still gives to think about: secrets, keys, reach, the admin's token. */
export function checkConfig(settings: Settings, { host, adminHost }: Hosts): Finding[] {
  const sources = [...settings.sources.values()];
  return [
    ...sources.flatMap((source) => [...checkSecrets(source), ...checkVerifier(source, settings), ...checkKey(source)]),
    ...checkReach(settings, host),
    ...checkToken(settings.admin.token, adminHost),
  ];
}

/** What people write where a secret will go, and then forget. */
const PLACEHOLDER = new RegExp(
  `^(?:${[
    "<.*>",
    "\\[.*\\]",
    "(.)\\1*",
    "123\\d*",
    "your[-_ ].*",
    "(?:whsec_)?demo(?:[-_ ].*)?",
    "(?:(?:my|the|a|some)[-_ ])?(?:webhook[-_ ]?)?(?:secret|password|token|key)",
    ".*(?:change|replace)[-_ ]?me.*",
    ".*placeholder.*",
    "todo|test|testing|dummy|example|foo|bar",
  ].join("|")})$`,
  "i",
);
/** A secret made by a person from fewer characters than this can be guessed. 16 random ones are 64 bits even in hex. */
const SHORT = 16;

function checkSecrets({ name, secrets }: SourceSettings): Finding[] {
  const about = pathText(["sources", name, "secret"]);
  const findings = secrets.flatMap((secret, at): Finding[] => {
    const which = secrets.length === 1 ? "the secret" : `secret ${at + 1}`;
    if (PLACEHOLDER.test(secret.trim()))
      return [wrong(about, `${which} looks like a placeholder.`, "Put the provider's own secret there.")];
    if (secret.length < SHORT)
      return [
        warn(
          about,
          `${which} has ${secret.length} characters: short enough to be guessed.`,
          "Where you may choose it, take a random one: openssl rand -hex 32",
        ),
      ];
    return [];
  });
  if (findings.length > 0 || secrets.length === 0) return findings;
  return [ok(about, secrets.length === 1 ? "set" : `${secrets.length} set, any of them may have signed`)];
}

/** What the interpreter itself finds weak. */
function checkVerifier({ name, provider, ...source }: SourceSettings, { publicUrl }: Settings): Finding[] {
  const { warnings } = createVerifier(provider, { ...source, publicUrl });
  return warnings.map((warning) =>
    warn(pathText(["sources", name]), warning, `See: hookinbox providers ${provider.id}`),
  );
}

/** Whether repeats can be told apart. */
function checkKey({ name, provider, options, key }: SourceSettings): Finding[] {
  const about = pathText(["sources", name, "key"]);
  if (key !== undefined)
    return [
      ok(
        about,
        key === "body-hash" ? "a hash of the body, as asked" : `read from ${Object.entries(key).flat().join(" ")}`,
      ),
    ];
  const own = typeof provider.key === "function" ? provider.key(checkOptions(provider, options)) : provider.key;
  if (own) return [];
  const note = provider.keyNote === undefined ? "" : ` ${provider.keyNote}`;
  return [
    warn(
      about,
      `${provider.name} gives its events no id: repeats are accepted as new events.${note}`,
      'Set the source\'s `key` where its requests hold one: { header: "x-id" } or { json: "data.id" }.',
    ),
  ];
}

/** Whether what verifies nothing stays out of reach. */
function checkReach(settings: Settings, host: string): Finding[] {
  try {
    checkServing(settings, { host, work: true });
    return [];
  } catch (error) {
    if (!isHookinboxError(error)) throw error;
    return [wrong("host", error.message, error.advice)];
  }
}

function checkToken(token: string | undefined, host: string): Finding[] {
  if (token === undefined) {
    if (isLoopback(host)) return [ok("admin", "no token: open to every user of this machine, and to nobody else")];
    return [
      wrong(
        "admin",
        `no token, and ${host} can be reached from outside.`,
        "Set HOOKINBOX_ADMIN_TOKEN: openssl rand -hex 32",
      ),
    ];
  }
  if (token.length < SHORT)
    return [
      warn(
        "admin",
        `the token has ${token.length} characters: short enough to be guessed.`,
        "Take a random one: openssl rand -hex 32",
      ),
    ];
  return [ok("admin", "a token is set")];
}
