import type { OddSignature } from "../../providers/signature.ts";
import { duplicated, malformed, missing } from "../carrier.ts";
import { refuse } from "../failures.ts";
import type { Reading } from "../reading.ts";
import type { Finding, Scheme, Setting } from "../scheme.ts";
import { compileTime } from "../schemes/timed.ts";
import { Ring } from "./ring.ts";

const SIGNATURE = "x-contentful-signature";
const SIGNED_HEADERS = "x-contentful-signed-headers";
const TIMESTAMP = "x-contentful-timestamp";
const MAX_HEADERS = 50;

/** Odd because each request says which of its headers are signed. */
export function makeContentful(signature: OddSignature, setting: Setting): Scheme {
  const ring = new Ring(setting, "sha256", "hex");
  const time = compileTime(signature.time, setting);
  return {
    carriers: [SIGNATURE],
    credentials: [],
    check(reading): Finding {
      const given = reading.header(SIGNATURE);
      if (!given) return missing(SIGNATURE);
      const names = (reading.header(SIGNED_HEADERS) ?? "")
        .split(",", MAX_HEADERS + 1)
        .map((name) => name.trim().toLowerCase());
      if (names.length > MAX_HEADERS) return malformed(SIGNED_HEADERS, `names more than ${MAX_HEADERS} headers`);
      if (!names.includes(TIMESTAMP))
        return refuse("SIGNATURE_MALFORMED", `The time is not among the signed headers (${SIGNED_HEADERS})`);
      const refused = duplicated([SIGNATURE, SIGNED_HEADERS, ...names], reading) ?? time.read(reading);
      if (refused) return refused;
      const absent = names.find((name) => reading.header(name) === undefined);
      if (absent !== undefined) return malformed(SIGNED_HEADERS, `names the header ${absent}, which is not there`);
      const text = Buffer.concat([Buffer.from(contentfulHead(reading, names), "utf8"), reading.inbound.body]);
      if (ring.signed(given, [text])) return time.judge(reading);
      return refuse("SIGNATURE_MISMATCH", `The signature in ${SIGNATURE} matches no secret of this source`);
    },
  };
}

export function contentfulHead(reading: Reading, names: readonly string[]): string {
  const headers = [...new Set(names)].sort().map((name) => `${name}:${(reading.header(name) ?? "").trim()}`);
  return `${reading.inbound.method.toUpperCase()}\n${normalised(reading.path)}\n${headers.join(";")}\n`;
}

/** The query is encoded whole, `=` and `&` too, and then once more with the path: so does Contentful's own library. */
function normalised(path: string): string {
  const [pathname = "", search = ""] = path.split("?", 2);
  try {
    return encodeURI(search === "" ? pathname : `${pathname}?${encodeURIComponent(search)}`);
  } catch {
    return pathname;
  }
}
