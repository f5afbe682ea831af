import { checkProvider } from "../providers/check.ts";
import { providers } from "../providers/index.ts";
import type { Provider } from "../providers/provider.ts";
import { makeExplainer } from "./diagnosis/explain.ts";
import { prepareVerifier, type VerifierSettings } from "./prepare.ts";
import type { Verifier } from "./verifier.ts";

export { signatureOf, type VerifierSettings } from "./prepare.ts";
export { needsSecret } from "./secrets.ts";

/**
 * Makes a definition ready for one source: secrets become keys and templates are taken apart here, once.
 *
 * Throws a `HookinboxError`: `SECRET_MISSING`, `SECRET_INVALID`, `PROVIDER_OPTION`, `PROVIDER_INVALID`.
 *
 * @example createVerifier(findProvider("github"), { secrets: ["…"] }).verify(inbound)
 */
export function createVerifier(provider: Provider, settings: VerifierSettings): Verifier {
  if (!isKnown(provider)) checkProvider(provider);
  return prepareVerifier(provider, settings, makeExplainer);
}

/** Our own definitions came past the compiler. */
const isKnown = (provider: Provider): boolean => providers[provider.id] === provider;
