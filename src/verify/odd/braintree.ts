import { pick } from "../../payload.ts";
import type { OddSignature } from "../../providers/signature.ts";
import { malformed, missing } from "../carrier.ts";
import { refuse } from "../failures.ts";
import type { Reading } from "../reading.ts";
import type { Scheme, Setting } from "../scheme.ts";
import { Ring } from "./ring.ts";

/** What the challenge has us sign with the same key: never a payload. */
export const BRAINTREE_CHALLENGE = "^[a-f0-9]{20,32}$";

const PAYLOAD = /^[A-Za-z0-9+=/\n]+$/;
const MAX_PAIRS = 20;

/** Odd because signatures stand as `publicKey|signature` pairs, of which only the one of our public key counts. */
export function makeBraintree(_: OddSignature, setting: Setting): Scheme {
  const ring = new Ring(setting, "sha1", "hex", "sha1");
  const challenge = new RegExp(BRAINTREE_CHALLENGE);
  const publicKey = setting.around.options.publicKey ?? setting.around.secretName;
  return {
    carriers: [],
    credentials: [],
    check(reading) {
      const written = fieldOf(reading, "bt_signature");
      const payload = fieldOf(reading, "bt_payload");
      if (!written || !payload) return missing("{form:bt_signature}");
      const pairs = written.split("&", MAX_PAIRS + 1).map((pair) => pair.split("|", 3));
      if (pairs.length > MAX_PAIRS) return malformed("{form:bt_signature}", `has more than ${MAX_PAIRS} pairs`);
      if (pairs.some((pair) => pair.length !== 2))
        return malformed("{form:bt_signature}", "is not made of publicKey|signature pairs");
      const ours = pairs.filter(([name]) => typeof publicKey !== "string" || name === publicKey);
      if (ours.length === 0) return refuse("SIGNATURE_MISMATCH", "No signature is for this source's public key");
      if (!PAYLOAD.test(payload)) return malformed("{form:bt_payload}", "is not base64");
      if (challenge.test(payload.trim())) {
        return refuse("SIGNATURE_UNSUPPORTED", "What was signed is a challenge of this provider, not an event");
      }
      const right = ours.some(([, signature = ""]) => ring.signed(signature, [payload, `${payload}\n`]));
      return right
        ? { ok: true }
        : refuse("SIGNATURE_MISMATCH", "The signature in {form:bt_signature} matches no secret of this source");
    },
  };
}

function fieldOf({ payload }: Reading, name: string): string | undefined {
  const value = payload.kind === "form" ? pick(payload.value, [name]) : undefined;
  return typeof value === "string" ? value : undefined;
}
