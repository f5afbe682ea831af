import type { SourceConfig } from "../config/config.ts";
import { findProvider } from "../providers/find.ts";
import { providers } from "../providers/index.ts";
import type { Provider } from "../providers/provider.ts";
import { needsSecret } from "../verify/create.ts";
import { optionRules } from "../verify/options.ts";
import { madeUpSecret, signatureWith } from "./made-up-secret.ts";

type Sources = Readonly<Record<string, SourceConfig>>;

export interface TestSources {
  readonly sources: Sources;
  /** What each source's requests are signed with, where it was made up. */
  readonly signs: ReadonlyMap<string, string>;
}

/** Gives a made-up secret to each source that has none. A blank one, as of a variable that is not set, counts as none. */
export function withSecrets(given: Sources): TestSources {
  const signs = new Map<string, string>();
  const sources = Object.entries(given).map(([name, source]) => {
    if ([source.secret ?? []].flat().some((one) => one !== "")) return [name, source];
    const provider = typeof source.provider === "object" ? source.provider : findProvider(source.provider);
    const madeUp = needsSecret(signatureWith(provider, source)) ? madeUpSecret(provider, source) : undefined;
    if (madeUp) signs.set(name, madeUp.signs);
    return [name, madeUp ? { ...source, secret: madeUp.verifies } : source];
  });
  return { sources: Object.fromEntries(sources), signs };
}

/** A source for each provider of the list that needs no options and no pair of keys, under the provider's own name. */
export const everySource = (): Sources =>
  Object.fromEntries(
    Object.values(providers)
      .filter((provider) => !asksForOptions(provider) && hasPlainSecret(provider))
      .map(({ id }) => [id, { provider: id }]),
  );

const asksForOptions = (provider: Provider): boolean =>
  Object.values(optionRules(provider)).some(({ required }) => required);

/** Keys of RSA take 100 ms each to make. */
function hasPlainSecret(provider: Provider): boolean {
  return ["hmac", "digest", "token", "basic", "variants"].includes(signatureWith(provider).scheme);
}
