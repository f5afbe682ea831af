import { createHash } from "node:crypto";
import { mediaType } from "../../payload.ts";
import type { OddSignature } from "../../providers/signature.ts";
import { duplicated, missing } from "../carrier.ts";
import { sameText } from "../encoding.ts";
import { type Refusal, refuse } from "../failures.ts";
import { sortedForm } from "../places.ts";
import type { Reading } from "../reading.ts";
import type { Finding, Scheme, Setting } from "../scheme.ts";
import { Ring } from "./ring.ts";

const HEADER = "x-twilio-signature";
const ADVICE = "Set `publicUrl` (or the option `url`) to exactly what is set up at Twilio, query included.";

/**
 * Odd because Twilio signs the URL, in a spelling of its own choice: with or without the port, with its query as given
 * or normalised. All spellings name one address, so any of them may have been signed.
 */
export function makeTwilio(_: OddSignature, setting: Setting): Scheme {
  const ring = new Ring(setting, "sha1", "base64");
  return {
    carriers: [HEADER],
    credentials: [],
    check(reading): Finding {
      const twice = duplicated([HEADER], reading);
      if (twice) return twice;
      const signature = reading.header(HEADER);
      if (!signature) return missing(HEADER);
      const suffixes = signedAfterUrl(reading);
      if ("ok" in suffixes) return suffixes;
      const texts = suffixes.flatMap((suffix) => spellings(reading.url).map((url) => url + suffix));
      if (ring.signed(signature, texts)) return { ok: true };
      return refuse(
        "SIGNATURE_MISMATCH",
        `The signature in ${HEADER} matches no secret of this source at this address`,
        ADVICE,
      );
    },
  };
}

/** What follows the URL: the form's fields; or nothing, when the URL itself holds the body's hash. */
function signedAfterUrl(reading: Reading): readonly string[] | Refusal {
  const { body } = reading.inbound;
  const type = mediaType(reading.header("content-type") ?? "");
  const isForm = type === "" || type === "application/x-www-form-urlencoded";
  const hash = reading.query("bodySHA256");
  const isHashed = hash !== undefined && sameText(hash.toLowerCase(), createHash("sha256").update(body).digest("hex"));
  const fields = isForm ? sortedForm(body) : "";
  if (isHashed) return ["", fields];
  if (fields !== "") return [fields];
  // A body that was taken away must not pass either: the URL still says what it was.
  if (hash !== undefined) {
    return refuse("SIGNATURE_MISMATCH", "The body is not the one whose hash (bodySHA256) is in the URL");
  }
  if (body.length === 0) return [""];
  return refuse(
    "SIGNATURE_MALFORMED",
    "Nothing binds this body to the signature: it is no form, and the URL has no bodySHA256",
  );
}

function spellings(url: string): string[] {
  if (!URL.canParse(url)) return [url];
  const parsed = new URL(url);
  const forms = [url, url.replace("'", "%27"), parsed.href];
  const bare = new URL(url);
  bare.port = "";
  const standard = parsed.protocol === "https:" ? ":443" : ":80";
  const authority = /^([a-z]+:\/\/[^/?#]*?)(?::\d+)?(?=[/?#]|$)/i;
  for (const form of [url, parsed.href]) {
    forms.push(form.replace(authority, "$1"));
    if (parsed.port === "") forms.push(form.replace(authority, `$1${standard}`));
  }
  forms.push(bare.href);
  for (const form of [...forms]) if (form.includes("%27")) forms.push(form.replaceAll("%27", "'"));
  return [...new Set(forms)];
}
