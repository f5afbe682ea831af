import { isNamed } from "../../headers.ts";
import type { Inbound } from "../../types.ts";
import type { Refusal } from "../failures.ts";
import { carriersOf } from "../signatures.ts";
import { byAddress, byBody, bySecret, byWriting } from "./causes.ts";
import { signatureHeaders } from "./signature-headers.ts";
import { type Case, Trial } from "./trial.ts";

/** Bodies above this are not hashed again and again to find out. */
const MAX_BODY = 32_768;

/**
 * Looks for the one cause of a refusal, and says it with its fix. Runs only after verification has failed, and changes
 * neither the verdict nor its code. Whatever it tries is a whole verification, so nothing here can take a request.
 */
export function diagnose(refusal: Refusal, inbound: Inbound, source: Case): Refusal {
  if (refusal.code === "SIGNATURE_MISSING") return otherProvider(refusal, inbound, source) ?? refusal;
  if (refusal.code !== "SIGNATURE_MISMATCH" && refusal.code !== "SIGNATURE_MALFORMED") return refusal;
  if (inbound.body.length > MAX_BODY) return refusal;
  const trial = new Trial(inbound, source);
  const cause = bySecret(trial) ?? byWriting(trial) ?? byBody(trial) ?? byAddress(trial);
  if (cause) return { ...refusal, ...cause, message: `${refusal.message}. ${cause.message}` };
  return otherProvider(refusal, inbound, source) ?? byMode(refusal, inbound) ?? refusal;
}

/** A header by which another provider signs. */
function otherProvider(refusal: Refusal, inbound: Inbound, { provider, signature }: Case): Refusal | undefined {
  const own = new Set(carriersOf(signature));
  for (const [name, ids] of signatureHeaders()) {
    if (own.has(name) || ids.includes(provider)) continue;
    for (let i = 0; i < inbound.headers.length; i += 2) {
      if (!isNamed(inbound.headers[i] as string, name)) continue;
      const names = ids.length > 3 ? `${ids.slice(0, 3).join(", ")} and others` : ids.join(" or ");
      return {
        ...refusal,
        cause: "other-provider",
        message: `${refusal.message}. It carries the header ${name}, by which ${names} sign${ids.length > 1 ? "" : "s"}`,
        advice: `Name the right provider in this source, or have the sender call another address.`,
      };
    }
  }
  return undefined;
}

/** Test and live mode have different secrets at most providers; some bodies say which they are of. */
function byMode(refusal: Refusal, inbound: Inbound): Refusal | undefined {
  const text = Buffer.from(inbound.body.subarray(0, MAX_BODY)).toString("latin1");
  const mode = /"(?:livemode|live|live_mode)"\s*:\s*"?(true|false)"?/.exec(text)?.[1];
  if (mode === undefined) return undefined;
  const name = mode === "true" ? "live" : "test";
  return {
    ...refusal,
    cause: "mode",
    message: `${refusal.message}. The event was made in ${name} mode`,
    advice: `Check that the secret is the one of ${name} mode: test and live endpoints have different ones.`,
  };
}
