import { createHash, timingSafeEqual } from "node:crypto";
import type { BasicSignature, TokenSignature } from "../../providers/signature.ts";
import { duplicated, malformed, missing } from "../carrier.ts";
import { refuse } from "../failures.ts";
import { SHORT_KEY, toKey } from "../keys.ts";
import type { Finding, Scheme, Setting } from "../scheme.ts";
import { compile, headersOf, render } from "../template.ts";
import { unexpected } from "./keyed.ts";
import { compileTime } from "./timed.ts";

/** The request shows the secret: in a header, in the body, in the URL. It proves the sender, and nothing of the body. */
export function makeToken(signature: TokenSignature, setting: Setting): Scheme {
  const { header, at = "", prefix = "" } = signature;
  const place = header ?? at;
  const template = compile(header === undefined ? at : `{header:${header}}`);
  const isToken = ringOf(setting);
  const time = compileTime(signature.time, setting);
  const once = [...headersOf(template), ...time.headers];
  return {
    carriers: headersOf(template),
    credentials: headersOf(template),
    check(reading): Finding {
      const refused = duplicated(once, reading) ?? unexpected(signature.expect, reading) ?? time.read(reading);
      if (refused) return refused;
      const value = render(template, reading);
      if (value === undefined || value === "") return missing(place);
      if (!value.startsWith(prefix)) return malformed(place, `does not begin with ${JSON.stringify(prefix)}`);
      const shown = value.slice(prefix.length);
      const right = signature.every ? everyItem(shown, isToken) : isToken(shown);
      return right
        ? time.judge(reading)
        : refuse("SIGNATURE_MISMATCH", `The token in ${place} is none of this source's secrets`);
    },
  };
}

/** `user:password` as HTTP has it. */
export function makeBasic(_: BasicSignature, setting: Setting): Scheme {
  const encoded = setting.secrets.map((secret) => {
    const pair = secret.includes(":") ? secret : `:${secret}`;
    return Buffer.from(pair, "utf8").toString("base64");
  });
  return makeToken({ scheme: "token", header: "authorization", prefix: "Basic " }, { ...setting, secrets: encoded });
}

/** Every item of a batch shows a token, joined by commas; a token holds none. */
const everyItem = (joined: string, isToken: (text: string) => boolean): boolean => joined.split(",").every(isToken);

/** Hashed before they are compared, so that the time taken depends on no length. */
function ringOf(setting: Setting): (text: string) => boolean {
  const ring = setting.secrets.map((secret) => toKey(secret));
  if (ring.some((key) => key.length < SHORT_KEY)) {
    setting.warn(`A secret has less than ${SHORT_KEY} bytes: it can be guessed by trying.`);
  }
  const hashes = ring.map((key) => createHash("sha256").update(key).digest());
  return (text) => {
    const given = createHash("sha256").update(text, "utf8").digest();
    let found = false;
    for (const hash of hashes) found = timingSafeEqual(hash, given) || found;
    return found;
  };
}
