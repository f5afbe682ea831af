import { HookinboxError } from "../errors.ts";
import { checkProvider } from "../providers/check.ts";
import type { Provider } from "../providers/provider.ts";
import { type RequestLike, toVerifierSettings, type VerifyOptions, type VerifyResult, verifyBy } from "./judge.ts";
import { prepareVerifier } from "./prepare.ts";
import type { Verifier } from "./verifier.ts";

export type { Provider } from "../providers/provider.ts";
export type { RequestLike, VerifyOptions, VerifyResult } from "./judge.ts";

/** Verifiers that stand ready, by definition and settings: making one costs more than it takes to verify. */
const ready = new WeakMap<Provider, Map<string, Verifier>>();
/** Rings and options come from the caller, so their number is bounded. */
const MOST_READY = 100;

/**
 * `verify` of `hookinbox` for one provider's definition, so that a bundle has no other: 25 KB, compressed. It says what
 * failed; the other one also looks for the cause. Never throws and never rejects.
 *
 * @example
 * import { github } from "hookinbox/providers/github";
 * const result = await verify(github, { method, url, headers, body }, { secret });
 */
export function verify(provider: Provider, request: RequestLike, settings: VerifyOptions): Promise<VerifyResult> {
  return verifyBy(() => verifierFor(provider, settings), request, settings?.now);
}

function verifierFor(provider: Provider, settings: VerifyOptions | undefined): Verifier {
  if (typeof provider !== "object" || provider === null)
    throw new HookinboxError("UNKNOWN_PROVIDER", "`provider` must be a definition: this entry knows none by its name", {
      advice:
        'import { github } from "hookinbox/providers/github", or take `verify` of "hookinbox", which knows all by name.',
    });
  const { now: _, fetchKey, ...rest } = settings ?? {};
  // A fetcher is told from another by identity alone: made anew.
  if (fetchKey) return make(provider, settings);
  let made = ready.get(provider);
  if (!made) ready.set(provider, (made = new Map()));
  const name = JSON.stringify(rest);
  let verifier = made.get(name);
  if (!verifier) {
    verifier = make(provider, settings);
    if (made.size >= MOST_READY) made.clear();
    made.set(name, verifier);
  }
  return verifier;
}

function make(provider: Provider, settings: VerifyOptions | undefined): Verifier {
  checkProvider(provider);
  return prepareVerifier(provider, toVerifierSettings(settings));
}
