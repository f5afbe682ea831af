import { toMs } from "../durations.ts";
import { isHookinboxError } from "../errors.ts";
import { findProvider } from "../providers/find.ts";
import type { Provider } from "../providers/provider.ts";
import { createVerifier, needsSecret, signatureOf } from "../verify/create.ts";
import { optionRules } from "../verify/options.ts";
import { unknownKey } from "./check.ts";
import type { SourceConfig } from "./config.ts";
import { DEFAULT_MAX_BODY, DEFAULT_SYNC_TIMEOUT } from "./defaults.ts";
import { type Mistake, pathText } from "./mistakes.ts";
import { SOURCE_KEYS } from "./schema.ts";
import { readSecrets, secretFix } from "./secrets.ts";
import type { SourceSettings } from "./settings.ts";
import { parseSize } from "./sizes.ts";

export interface SourceContext {
  readonly publicUrl?: string;
  /** Variables that the config's text reads and that have no value. */
  readonly unset: readonly string[];
}

type Resolved = { readonly settings?: SourceSettings; readonly mistakes: readonly Mistake[] };

/** A source has the shape already; this says whether it makes sense, and fills in what it leaves out. */
export function resolveSource(name: string, config: SourceConfig, context: SourceContext): Resolved {
  const at = (...more: PropertyKey[]): string => pathText(["sources", name, ...more]);
  const found = providerOf(config.provider, at("provider"));
  if ("mistake" in found) return { mistakes: [...nameMistakes(name), found.mistake] };
  const { provider } = found;

  const options = optionsOf(config);
  const unknown = unknownOptions(name, provider, options);
  const enrol = config.enrol === true && config.secret === undefined && enrols(provider);
  const needed = !enrol && asksForSecret(provider, options);
  const ring = readSecrets(config.secret, {
    path: at("secret"),
    needed,
    fix: secretFix(name, provider.id, context.unset),
  });
  const settings = toSettings(name, config, provider, ring.secrets, options, enrol);
  const mistakes = [...nameMistakes(name), ...ring.mistakes, ...unknown];
  // What only the interpreter can tell: it is asked once the rest is right, so that nothing is said twice.
  if (mistakes.length === 0) mistakes.push(...trial(settings, context, at));
  return { settings, mistakes };
}

/** A source's name is part of its URL and of its destinations' names. */
function nameMistakes(name: string): Mistake[] {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name)) return [];
  return [
    {
      path: pathText(["sources", name]),
      message:
        "a source's name begins with a letter or digit and has at most 64 letters, digits, - and _: it is part of the URL.",
      fix: 'Rename it; a URL of another form is set with path: "/…".',
    },
  ];
}

function providerOf(given: SourceConfig["provider"], path: string): { provider: Provider } | { mistake: Mistake } {
  if (typeof given !== "string")
    return { provider: { ...given, id: given.id ?? "inline", name: given.name ?? given.id ?? "inline" } };
  try {
    return { provider: findProvider(given) };
  } catch (error) {
    if (!isHookinboxError(error)) throw error;
    return {
      mistake: {
        path,
        message: error.message,
        fix: "All ids: hookinbox providers. A provider that is not there can be written as an object, or be `generic`.",
      },
    };
  }
}

const optionsOf = (config: SourceConfig): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(config).filter(([key, value]) => !SOURCE_KEYS.includes(key) && value !== undefined),
  );

function unknownOptions(name: string, provider: Provider, options: Readonly<Record<string, unknown>>): Mistake[] {
  const known = Object.keys(optionRules(provider));
  return Object.keys(options)
    .filter((option) => !known.includes(option))
    .map((option) => unknownKey(["sources", name, option], option, [...SOURCE_KEYS, ...known]));
}

const enrols = ({ greetings }: Provider): boolean =>
  greetings?.some((greeting) => greeting.enrols !== undefined) ?? false;

/** A definition that cannot be read needs one as well: the trial says what is wrong with it. */
function asksForSecret(provider: Provider, options: Readonly<Record<string, unknown>>): boolean {
  try {
    return needsSecret(signatureOf(provider, options));
  } catch {
    return false;
  }
}

function toSettings(
  name: string,
  config: SourceConfig,
  provider: Provider,
  secrets: readonly string[],
  options: SourceSettings["options"],
  enrol: boolean,
): SourceSettings {
  return {
    name,
    provider,
    secrets,
    enrol,
    options,
    path: config.path?.replace(/\/+$/, ""),
    mode: config.mode ?? "async",
    syncTimeout: config.syncTimeout === undefined ? DEFAULT_SYNC_TIMEOUT : toMs(config.syncTimeout),
    tolerance: config.tolerance === undefined || config.tolerance === false ? config.tolerance : toMs(config.tolerance),
    maxBody: parseSize(config.maxBody) ?? DEFAULT_MAX_BODY,
    rejectStatus: config.rejectStatus,
    ack: config.ack,
    retry: config.retry?.map(toMs),
    key: config.key,
    allowUnverified: config.allowUnverified ?? false,
  };
}

function trial(
  settings: SourceSettings,
  { publicUrl }: SourceContext,
  at: (...more: PropertyKey[]) => string,
): Mistake[] {
  try {
    createVerifier(settings.provider, { ...settings, publicUrl, enrols: settings.enrol });
    return [];
  } catch (error) {
    if (!isHookinboxError(error)) {
      return [
        {
          path: at("provider"),
          message: "the definition is not one that can be read.",
          fix: "It needs a signature: { scheme: …, … }; `hookinbox providers --json` shows those that are built in.",
        },
      ];
    }
    const path = error.code.startsWith("SECRET")
      ? at("secret")
      : error.code === "PROVIDER_INVALID"
        ? at("provider")
        : at();
    return [{ path, message: `${error.message}.`.replace(/\.\.$/, "."), fix: error.advice }];
  }
}
