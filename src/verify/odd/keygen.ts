import { createHash } from "node:crypto";
import type { OddSignature } from "../../providers/signature.ts";
import { duplicated, MAX_HEADER, malformed, missing } from "../carrier.ts";
import { decode } from "../encoding.ts";
import { refuse } from "../failures.ts";
import { toPublicKey } from "../public-keys.ts";
import type { Reading } from "../reading.ts";
import type { Finding, Scheme, Setting } from "../scheme.ts";
import { isSignature } from "../schemes/public-key.ts";

const HEADER = "keygen-signature";

/** Odd because it is an HTTP signature (draft-cavage): the header lists what is signed. The digest is our own, of the body. */
export function makeKeygen(_: OddSignature, setting: Setting): Scheme {
  const keys = setting.secrets.map((secret) => toPublicKey(secret, { scheme: "ed25519", key: "raw-hex" }));
  return {
    carriers: [HEADER],
    credentials: [],
    check(reading): Finding {
      const value = reading.header(HEADER);
      if (!value) return missing(HEADER);
      if (value.length > MAX_HEADER) return malformed(HEADER, `is longer than ${MAX_HEADER} characters`);
      const fields = new Map(
        [...value.matchAll(/(\w{1,20})="([^"]*)"/g)].map(([, name = "", text = ""]) => [name, text]),
      );
      if ((fields.get("algorithm") ?? "ed25519") !== "ed25519")
        return refuse("SIGNATURE_UNSUPPORTED", "The signature is not Ed25519, the account's default");
      const signature = decode(fields.get("signature") ?? "", "base64");
      const names = (fields.get("headers") ?? "").split(" ");
      if (!signature) return malformed(HEADER, "has no signature in base64");
      if (!names.includes("digest") || !names.includes("(request-target)"))
        return malformed(HEADER, "does not cover the body and the address");
      const refused = duplicated([HEADER, ...names], reading);
      if (refused) return refused;
      const text = names.map((name) => lineOf(name, reading));
      if (text.includes(undefined)) return malformed(HEADER, "covers a header that is not there");
      const right = keys.some((key) =>
        isSignature({ scheme: "ed25519" }, Buffer.from(text.join("\n"), "latin1"), key, signature),
      );
      return right
        ? { ok: true }
        : refuse(
            "SIGNATURE_MISMATCH",
            `The signature in ${HEADER} was not made by the owner of this source's public key`,
          );
    },
  };
}

function lineOf(name: string, reading: Reading): string | undefined {
  if (name === "(request-target)") return `${name}: ${reading.inbound.method.toLowerCase()} ${reading.path}`;
  if (name === "digest") return `digest: sha-256=${createHash("sha256").update(reading.inbound.body).digest("base64")}`;
  const host = name === "host" && reading.around.publicUrl !== undefined ? new URL(reading.url).host : undefined;
  const value = host ?? reading.header(name);
  return value === undefined ? undefined : `${name}: ${value}`;
}
