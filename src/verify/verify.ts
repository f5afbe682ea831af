import { findProvider } from "../providers/find.ts";
import type { Provider } from "../providers/provider.ts";
import { createVerifier } from "./create.ts";
import { type RequestLike, toVerifierSettings, type VerifyOptions, type VerifyResult, verifyBy } from "./judge.ts";
import type { Verifier } from "./verifier.ts";

/**
 * Whether a request comes from the provider that it seems to come from. Never throws and never rejects: an unknown
 * provider, a missing secret, a body of the wrong kind give `ok: false` with a code.
 *
 * @example
 * const result = await verify("github", { method, url, headers, body }, { secret });
 * if (!result.ok) return new Response(result.message, { status: 401 });
 */
export async function verify(
  provider: string | Provider,
  request: RequestLike,
  settings: VerifyOptions,
): Promise<VerifyResult> {
  return verifyBy(() => prepare(provider, settings), request, settings?.now);
}

/** Verifiers that stand ready, by what they were made of: making one costs more than it takes to verify. */
const ready = new Map<string, Verifier>();
/** Rings and options come from the caller, so their number is bounded. */
const MOST_READY = 100;

function prepare(provider: string | Provider, settings: VerifyOptions | undefined): Verifier {
  // A definition, or a fetcher, is told from another by identity alone: made anew.
  if (typeof provider !== "string" || settings?.fetchKey) return make(provider, settings);
  const { now: _, ...rest } = settings ?? {};
  const name = `${provider} ${JSON.stringify(rest)}`;
  let verifier = ready.get(name);
  if (!verifier) {
    verifier = make(provider, settings);
    if (ready.size >= MOST_READY) ready.clear();
    ready.set(name, verifier);
  }
  return verifier;
}

function make(provider: string | Provider, settings: VerifyOptions | undefined): Verifier {
  const definition = typeof provider === "object" && provider ? provider : findProvider(provider);
  return createVerifier(definition, toVerifierSettings(settings));
}
