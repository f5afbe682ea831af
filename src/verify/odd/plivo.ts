import { formFields } from "../../form.ts";
import { toBuffer } from "../../payload.ts";
import type { OddSignature } from "../../providers/signature.ts";
import { compileCarrier, duplicated } from "../carrier.ts";
import { refuse } from "../failures.ts";
import type { Reading } from "../reading.ts";
import type { Finding, Scheme, Setting } from "../scheme.ts";
import { Ring } from "./ring.ts";

const HEADERS = ["x-plivo-signature-v3", "x-plivo-signature-ma-v3"];
const NONCE = "x-plivo-signature-v3-nonce";

/** Odd because URL, query and form are glued by signs that depend on which of them are there. */
export function makePlivo(_: OddSignature, setting: Setting): Scheme {
  const ring = new Ring(setting, "sha256", "base64");
  const carrier = compileCarrier({ header: HEADERS, list: ",", encoding: "base64" });
  return {
    carriers: HEADERS,
    credentials: [],
    check(reading): Finding {
      const twice = duplicated([...HEADERS, NONCE], reading);
      if (twice) return twice;
      const groups = carrier.read(reading);
      if ("ok" in groups) return groups;
      const nonce = reading.header(NONCE);
      if (!nonce) return refuse("SIGNATURE_MALFORMED", `A part of what is signed is missing: the header ${NONCE}`);
      if (!URL.canParse(reading.url)) return refuse("SIGNATURE_MALFORMED", "The URL cannot be read");
      const text = `${plivoUrl(reading)}.${nonce}`;
      const right = groups.some(({ signatures }) => signatures.some((signature) => ring.signed(signature, [text])));
      if (right) return { ok: true };
      return refuse(
        "SIGNATURE_MISMATCH",
        "The signature matches no secret of this source at this address",
        "Set `publicUrl` (or the option `url`) to exactly what is set up at Plivo.",
      );
    },
  };
}

/** The URL as Plivo signs it, its query and form sorted. */
export function plivoUrl(reading: Reading): string {
  const url = new URL(reading.url);
  const base = `${url.protocol}//${url.host}${url.pathname}`;
  const query = sorted([...url.searchParams])
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const isPost = reading.inbound.method.toUpperCase() === "POST";
  const fields = isPost ? sorted([...formFields(toBuffer(reading.inbound.body).toString("utf8"))]) : [];
  if (fields.length === 0) return query === "" ? base : `${base}?${query}`;
  return `${base}?${query}${query === "" ? "" : "."}${fields.map(([name, value]) => name + value).join("")}`;
}

const sorted = (pairs: [string, string][]): [string, string][] =>
  pairs.sort(([a, v], [b, w]) => (a < b ? -1 : a > b ? 1 : v < w ? -1 : v > w ? 1 : 0));
