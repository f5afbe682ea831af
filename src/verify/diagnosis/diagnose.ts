import { isNamed } from "../../headers.ts";
import { mediaType } from "../../payload.ts";
import type { Encoding, Hash, KeyRule, Signature } from "../../providers/signature.ts";
import type { Inbound } from "../../types.ts";
import type { Refusal } from "../failures.ts";
import { Reading } from "../reading.ts";
import type { Setting } from "../scheme.ts";
import { makeScheme } from "../schemes/make.ts";
import { addressDifference, addressVariants } from "./addresses.ts";
import { bodyVariants } from "./bodies.ts";
import { signatureHeaders } from "./signature-headers.ts";

/** What is known of the source whose verification failed. */
export interface Case {
  readonly provider: string;
  readonly signature: Signature;
  readonly setting: Setting;
  /** Secrets of other sources, by their name. */
  readonly otherSecrets: Readonly<Record<string, readonly string[]>>;
}

/** Bodies above this are not hashed again and again to find out. */
const MAX_BODY = 65_536;

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

interface Cause {
  readonly cause: string;
  readonly message: string;
  readonly advice: string;
}

/** Verifies again with one thing changed. The time is not looked at: it was not what failed. */
class Trial {
  readonly inbound: Inbound;
  readonly source: Case;

  constructor(inbound: Inbound, source: Case) {
    this.inbound = inbound;
    this.source = source;
  }

  matches(change: { secrets?: readonly string[]; signature?: Signature; body?: Uint8Array; url?: string }): boolean {
    const { setting, signature } = this.source;
    const around =
      change.url === undefined
        ? setting.around
        : { ...setting.around, options: { ...setting.around.options, url: change.url } };
    const secrets = change.secrets ?? setting.secrets;
    try {
      const scheme = makeScheme(change.signature ?? signature, {
        ...setting,
        secrets,
        around,
        tolerance: false,
        warn: () => undefined,
      });
      const inbound = change.body ? { ...this.inbound, body: change.body } : this.inbound;
      const finding = scheme.check(new Reading(inbound, around));
      return !(finding instanceof Promise) && finding.ok;
    } catch {
      return false;
    }
  }
}

function bySecret(trial: Trial): Cause | undefined {
  const { setting, otherSecrets, signature } = trial.source;
  for (const [name, secrets] of Object.entries(otherSecrets)) {
    if (secrets.some((secret) => trial.matches({ secrets: [secret] }))) {
      return {
        cause: "other-secret",
        message: `It was made with the secret of the source ${JSON.stringify(name)}`,
        advice:
          "The provider calls the wrong address, or the secrets of the two sources are mixed up (test and live?).",
      };
    }
  }
  const trimmed = setting.secrets.map((secret) => secret.trim().replace(/^(["'])(.*)\1$/, "$2"));
  if (trimmed.some((secret, i) => secret !== setting.secrets[i]) && trial.matches({ secrets: trimmed })) {
    return {
      cause: "secret-padding",
      message: "It was made with this secret, without the quotes or white space around it",
      advice: "Remove the quotes or white space from the secret.",
    };
  }
  for (const rule of ["utf8", "base64", "hex", "whsec"] satisfies KeyRule[]) {
    const changed = alter(signature, (one) => ({ ...one, key: rule }));
    if (trial.matches({ signature: changed })) {
      return {
        cause: "secret-encoding",
        message:
          rule === "utf8"
            ? "It was made with the whole secret as it is written, not decoded"
            : `It was made with the secret decoded from ${rule === "hex" ? "hex" : "base64"}`,
        advice: "Another kind of sender uses this secret: check the provider of the source, or its `secretEncoding`.",
      };
    }
  }
  return undefined;
}

const ENCODINGS: readonly Encoding[] = ["hex-any", "base64", "base64url-any"];
const HASHES: readonly Hash[] = ["sha256", "sha1", "sha512"];

function byWriting(trial: Trial): Cause | undefined {
  const { signature } = trial.source;
  for (const encoding of ENCODINGS) {
    for (const prefix of [undefined, ""]) {
      const changed = alter(signature, (one) => ({ ...one, encoding, prefix: prefix ?? one.prefix }));
      if (trial.matches({ signature: changed })) {
        return {
          cause: "signature-encoding",
          message:
            prefix === ""
              ? "The signature itself is right, but stands without its prefix"
              : `The signature itself is right, but is written in ${NAMES[encoding]}`,
          advice: "Check that this source names the right provider, and its `encoding` and `prefix` where it has them.",
        };
      }
    }
  }
  for (const hash of HASHES) {
    if (
      trial.matches({
        signature: alter(signature, (one) => ({ ...one, hash, encoding: one.encoding, prefix: one.prefix })),
      })
    ) {
      return {
        cause: "hash",
        message: `The signature was made with ${hash.toUpperCase()}`,
        advice: "Set the hash at the provider, or the option `hash` of the source.",
      };
    }
  }
  return undefined;
}

const NAMES: Readonly<Partial<Record<Encoding, string>>> = {
  "hex-any": "hex",
  base64: "base64",
  "base64url-any": "base64url",
};

function byBody(trial: Trial): Cause | undefined {
  const { inbound } = trial;
  const type = new Reading(inbound, trial.source.setting.around).header("content-type") ?? "";
  const isForm = mediaType(type) === "application/x-www-form-urlencoded";
  const found = bodyVariants(inbound.body, isForm).find(({ body }) => trial.matches({ body }));
  return (
    found && {
      cause: isForm ? "form-reencoded" : found.what.includes("trailing") ? "trailing-newline" : "body-reserialised",
      message: `The body was changed on its way: ${found.what}`,
      advice: "Hand over the raw bytes: no body parser, no rewriting proxy, before verification.",
    }
  );
}

function byAddress(trial: Trial): Cause | undefined {
  const reading = new Reading(trial.inbound, trial.source.setting.around);
  const url = addressVariants(reading).find((variant) => trial.matches({ url: variant }));
  return url === undefined
    ? undefined
    : {
        cause: "url",
        message: `It was made for ${url}, and was checked against ${reading.url} (${addressDifference(url, reading.url)} differs)`,
        advice: "Set `publicUrl` to what the provider calls, or the option `url` to the exact address.",
      };
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

type Keyed = Extract<Signature, { scheme: "hmac" | "digest" }>;

/** A signature with something changed wherever it is a keyed hash. */
function alter(signature: Signature, change: (one: Keyed) => Keyed): Signature {
  switch (signature.scheme) {
    case "hmac":
    case "digest":
      return change(signature);
    case "variants":
      return {
        ...signature,
        variants: signature.variants.map((one) => ({ ...one, signature: alter(one.signature, change) })),
      };
    case "any":
      return { ...signature, of: signature.of.map((one) => ({ ...one, signature: alter(one.signature, change) })) };
    default:
      return signature;
  }
}

/** Names of the headers that a signature may stand in. */
export function carriersOf(signature: Signature): string[] {
  switch (signature.scheme) {
    case "variants":
      return signature.variants.flatMap((one) => carriersOf(one.signature));
    case "any":
      return signature.of.flatMap((one) => carriersOf(one.signature));
    case "none":
    case "basic":
      return [];
    case "odd":
    case "token":
    case "jwt":
      return signature.header === undefined ? [] : [signature.header];
    default: {
      const { header = [], numbered } = signature;
      return [...(typeof header === "string" ? [header] : header), ...(numbered ? [`${numbered.header}1`] : [])];
    }
  }
}
