import { loadConfig, loadEnvironment } from "../config/load.ts";
import type { Settings, SourceSettings } from "../config/settings.ts";
import { HookinboxError, isHookinboxError } from "../errors.ts";
import { findProvider } from "../providers/find.ts";
import type { Provider } from "../providers/provider.ts";
import { didYouMean } from "../suggest.ts";
import { readGivenSecrets, type SecretPlaces } from "./given-secrets.ts";
import { providerOptions, usage } from "./trial.ts";

/** Where events of a provider go, and what signs them. */
export interface Target {
  readonly provider: Provider;
  readonly url: string;
  readonly secrets: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly publicUrl?: string;
}

export interface TargetOptions extends SecretPlaces {
  readonly to?: string;
  readonly source?: string;
  readonly port: number;
  readonly config?: string;
  readonly option?: readonly string[];
}

/** What the command line and the config say together, asked for each provider of a scenario: secrets are read once. */
export async function createTargets(options: TargetOptions): Promise<(provider: string) => Target> {
  const settings = await settingsFor(options);
  const given = await readGivenSecrets(options);
  return (id) => targetOf(id, options, settings, given);
}

/** A config is needed only for what the command line leaves out. */
async function settingsFor({ config, to, source }: TargetOptions): Promise<Settings | undefined> {
  try {
    return (await loadConfig({ file: config })).settings;
  } catch (error) {
    const optional = config === undefined && source === undefined && to !== undefined;
    if (!optional || !isHookinboxError(error) || error.code !== "CONFIG_NOT_FOUND") throw error;
    loadEnvironment(process.cwd());
    return undefined;
  }
}

function targetOf(
  id: string,
  { to, source: name, port, option }: TargetOptions,
  settings: Settings | undefined,
  given: readonly string[],
): Target {
  const provider = settings?.sources.get(name ?? "")?.provider ?? findProvider(id);
  const source = settings && sourceFor(provider, name, settings, to !== undefined);
  const { publicUrl } = settings ?? {};
  return {
    provider,
    url: to ?? `http://127.0.0.1:${port}${source?.path ?? `/in/${source?.name}`}`,
    secrets: given.length > 0 ? given : (source?.secrets ?? []),
    options: { ...source?.options, ...providerOptions(provider, option) },
    // To another address than the inbox's own, what is signed is that address.
    publicUrl: to === undefined ? publicUrl : undefined,
  };
}

function sourceFor(
  { id, name }: Provider,
  asked: string | undefined,
  { sources }: Settings,
  optional: boolean,
): SourceSettings | undefined {
  if (asked !== undefined) {
    const source = sources.get(asked);
    if (source?.provider.id === id) return source;
    const all = [...sources.keys()];
    throw usage(
      source
        ? `The source ${asked} is not of ${name}.`
        : `The config has no source ${JSON.stringify(asked)}.${didYouMean(asked, all)}`,
      `Its sources: ${all.join(", ")}.`,
    );
  }
  const found = [...sources.values()].filter(({ provider }) => provider.id === id);
  if (found.length > 1 && !optional)
    throw usage(
      `Several sources are of ${name}.`,
      `Say which: --source ${found.map((one) => one.name).join(" or --source ")}`,
    );
  if (found.length === 0 && !optional)
    throw new HookinboxError("UNKNOWN_SOURCE", `The config has no source of ${name}.`, {
      advice: `Add one with provider: ${JSON.stringify(id)}, or name address and secret: --to URL --secret-env NAME`,
    });
  return found[0];
}
