import { loadConfig } from "../config/load.ts";
import { HookinboxError } from "../errors.ts";
import { findProvider } from "../providers/find.ts";
import type { OptionRule, Provider } from "../providers/provider.ts";
import type { Instant } from "../types.ts";
import type { VerifierSettings } from "../verify/create.ts";
import { optionRules } from "../verify/options.ts";
import { lookAt } from "./direct.ts";
import { readGivenSecrets, type SecretPlaces } from "./given-secrets.ts";
import { readInput } from "./read-input.ts";
import { headerPair, parseSavedRequest, type SavedRequest } from "./saved-request.ts";

export interface VerifyCommandOptions extends SecretPlaces {
  readonly request?: string;
  readonly quarantine?: string;
  readonly url?: string;
  readonly method?: string;
  readonly header?: readonly string[];
  readonly body?: string;
  readonly now?: Instant;
  readonly tolerance?: number | false;
  readonly publicUrl?: string;
  readonly option?: readonly string[];
  readonly config?: string;
  readonly json?: boolean;
}

/** What is judged, and by which settings. */
export interface Trial {
  readonly provider: Provider;
  readonly request: SavedRequest;
  readonly settings: VerifierSettings;
}

export const usage = (message: string, advice = "See: hookinbox verify --help"): HookinboxError =>
  new HookinboxError("WRONG_USAGE", message, { advice });

/** Puts together what the command line names. Throws `WRONG_USAGE` and what a config or a secret can be wrong in. */
export const createTrial = (id: string | undefined, options: VerifyCommandOptions): Promise<Trial> =>
  options.quarantine === undefined ? trialOf(id ?? "", options) : quarantinedTrial(id, options);

async function trialOf(id: string, options: VerifyCommandOptions): Promise<Trial> {
  const provider = findProvider(id);
  const request = await givenRequest(options);
  const { tolerance, publicUrl } = options;
  const secrets = await readGivenSecrets(options);
  return {
    provider,
    request,
    settings: { secrets, tolerance, publicUrl, options: providerOptions(provider, options.option) },
  };
}

async function givenRequest({
  request,
  url = "/",
  method = "POST",
  header = [],
  body,
}: VerifyCommandOptions): Promise<SavedRequest> {
  if (request !== undefined)
    return parseSavedRequest(await readInput(request, "the request"), request === "-" ? "stdin" : request);
  const headers = header.flatMap((line) => {
    const pair = headerPair(line);
    // The line is not repeated: it may hold a credential.
    if (!pair) throw usage("A --header is not written as one.", "Write it as on the wire: --header 'X-Id: 7'");
    return pair;
  });
  const bytes = body === undefined ? new Uint8Array() : await readInput(body, "the body");
  return { method: method.toUpperCase(), url, headers, body: bytes, remarks: [] };
}

/** One out of quarantine, as of when it came, with what the config says now. What is given on the command line goes before. */
async function quarantinedTrial(id: string | undefined, options: VerifyCommandOptions): Promise<Trial> {
  const loaded = await loadConfig({ file: options.config });
  const look = await lookAt(loaded);
  try {
    const found = await look.quarantinedOne(options.quarantine ?? "");
    if (!found)
      throw new HookinboxError(
        "NO_SUCH_EVENT",
        `There is nothing of the id ${JSON.stringify(options.quarantine)} in quarantine.`,
      );
    const { sources, publicUrl } = loaded.settings;
    const source = sources.get(found.source);
    const provider = id === undefined ? source?.provider : findProvider(id);
    if (!provider)
      throw usage(
        `The config has no source ${JSON.stringify(found.source)} any more.`,
        "Name the provider, and its secret with --secret-env.",
      );
    const given = await readGivenSecrets(options);
    const others = [...sources.values()].filter((one) => one.name !== found.source && one.provider.id === provider.id);
    const same = source?.provider.id === provider.id;
    return {
      provider,
      request: { ...found, remarks: [] },
      settings: {
        secrets: given.length > 0 ? given : (source?.secrets ?? []),
        tolerance: options.tolerance ?? source?.tolerance,
        publicUrl: options.publicUrl ?? publicUrl,
        key: source?.key,
        options: { ...(same && source.options), ...providerOptions(provider, options.option) },
        otherSecrets: Object.fromEntries(others.map(({ name, secrets }) => [name, secrets])),
      },
    };
  } finally {
    await look.close();
  }
}

/** `name=value` by the definition's rules; a list is given item by item. Names that it does not have are refused later, by it. */
export function providerOptions(provider: Provider, given: readonly string[] = []): Record<string, unknown> {
  const rules = optionRules(provider);
  const options: Record<string, unknown> = {};
  for (const pair of given) {
    const at = pair.indexOf("=");
    if (at < 1) throw usage("An --option is written name=value.");
    const name = pair.slice(0, at);
    options[name] = optionValue(pair.slice(at + 1), rules[name], options[name]);
  }
  return options;
}

function optionValue(text: string, rule: OptionRule | undefined, before: unknown): unknown {
  if (rule?.type === "strings") return [...(Array.isArray(before) ? before : []), text];
  return rule?.type === "boolean" && (text === "true" || text === "false") ? text === "true" : text;
}
