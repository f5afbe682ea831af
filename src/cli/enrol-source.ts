import { shapeMistakes } from "../config/check.ts";
import type { Config, SourceConfig } from "../config/config.ts";
import { importModule } from "../config/import-module.ts";
import { findConfig, loadEnvironment } from "../config/load.ts";
import { isHookinboxError } from "../errors.ts";
import type { Provider } from "../providers/provider.ts";
import { say } from "./output.ts";
import { usage } from "./trial.ts";

export interface EnrolSource {
  readonly source: string;
  /** Its own path, without a trailing slash. */
  readonly path?: string;
  /** The config's file, where it has that source. */
  readonly config?: string;
  /** The config gives it a secret, from wherever. */
  readonly hasSecret: boolean;
}

/**
 * The source that is enrolled: the one named, else the config's only one of this provider, else one of the provider's
 * name. The config is the one in `folder`, where the env file is. It is not held to its rules here, because it lacks
 * just the secret that is to come.
 */
export async function findEnrolSource(
  provider: Provider,
  named: string | undefined,
  folder: string,
): Promise<EnrolSource> {
  if (named !== undefined && !/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(named))
    throw usage("--source is the name of a source: letters, digits, - and _.", "See: hookinbox enrol --help");
  const { sources, file } = await readSources(folder);
  const source = named ?? onlyOneOf(provider, sources) ?? provider.id;
  const config = Object.hasOwn(sources, source) ? sources[source] : undefined;
  if (config === undefined) return { source, hasSecret: false };
  const of = providerId(config);
  if (of !== provider.id)
    throw usage(
      `The source ${source} in the config is of ${of}, not of ${provider.id}.`,
      "Name another with --source.",
    );
  const ring = Array.isArray(config.secret) ? config.secret : [config.secret];
  const hasSecret = ring.some((secret) => typeof secret === "string" && secret.trim() !== "");
  return { source, path: config.path?.replace(/(.)\/+$/, "$1"), config: file, hasSecret };
}

const providerId = ({ provider }: SourceConfig): string | undefined =>
  typeof provider === "string" ? provider : provider.id;

function onlyOneOf(provider: Provider, sources: Config["sources"]): string | undefined {
  const [first, ...more] = Object.keys(sources).filter((name) => {
    const config = sources[name];
    return config !== undefined && providerId(config) === provider.id;
  });
  if (more.length > 0)
    throw usage(
      `The config has several sources of ${provider.id}: ${[first, ...more].join(", ")}.`,
      "Name one: --source.",
    );
  return first;
}

async function readSources(folder: string): Promise<{ sources: Config["sources"]; file?: string }> {
  const file = configIn(folder);
  if (file === undefined) return { sources: {} };
  loadEnvironment(folder);
  try {
    const config = (await importModule(file)).default as Config;
    if (shapeMistakes(config).length === 0) return { sources: config.sources, file };
  } catch {
    // Said below: why it fails is for doctor to tell.
  }
  say(`${file} cannot be used as it is, and is left out of account: see hookinbox doctor`);
  return { sources: {} };
}

function configIn(folder: string): string | undefined {
  try {
    return findConfig(undefined, folder);
  } catch (error) {
    if (isHookinboxError(error)) return undefined;
    throw error;
  }
}
