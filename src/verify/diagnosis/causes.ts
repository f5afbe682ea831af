import { mediaType } from "../../payload.ts";
import type { Encoding, Hash, KeyRule } from "../../providers/signature.ts";
import { Reading } from "../reading.ts";
import { alter } from "../signatures.ts";
import { addressDifference, addressVariants } from "./addresses.ts";
import { bodyVariants } from "./bodies.ts";
import type { Cause, Trial } from "./trial.ts";

export function bySecret(trial: Trial): Cause | undefined {
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

export function byWriting(trial: Trial): Cause | undefined {
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

export function byBody(trial: Trial): Cause | undefined {
  const { inbound } = trial;
  const type = new Reading(inbound, trial.source.setting.around).header("content-type") ?? "";
  const isForm = mediaType(type) === "application/x-www-form-urlencoded";
  for (const { body, what } of bodyVariants(inbound.body, isForm)) {
    if (trial.isOver) return undefined;
    if (!trial.matches({ body })) continue;
    return {
      cause: isForm ? "form-reencoded" : what.includes("trailing") ? "trailing-newline" : "body-reserialised",
      message: `The body was changed on its way: ${what}`,
      advice: "Hand over the raw bytes: no body parser, no rewriting proxy, before verification.",
    };
  }
  return undefined;
}

export function byAddress(trial: Trial): Cause | undefined {
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
