import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { formFields } from "../form.ts";
import { type PathStep, pick, toBuffer } from "../payload.ts";
import { exactNumber } from "./exact-number.ts";
import type { Reading } from "./reading.ts";
import { parseToken } from "./token.ts";

/** A place in braces, taken apart: `{json:a.b|lower}`. */
export interface Place {
  readonly name: string;
  readonly arg: string;
  readonly steps: readonly PathStep[];
  readonly filter: ((text: string) => string) | undefined;
}

/** The names that a place may have. */
export const PLACES = new Set(
  "body header json form query url path method timestamp field secret sha256 crc32 option challenge proof listed sortedForm claim secretName".split(
    " ",
  ),
);

/** What may be done to a place's text. `hubspot` undoes the percent-encodings that HubSpot undoes in a URL. */
export const FILTERS: Readonly<Record<string, ((text: string) => string) | undefined>> = {
  lower: (text) => text.toLowerCase(),
  hubspot: (text) => text.replace(/%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, decodeURIComponent),
};

/** What stands at a place of a request; `undefined` when nothing does. */
export function textAt(place: Place, reading: Reading): string | undefined {
  const value = rawAt(place, reading);
  return value !== undefined && place.filter ? place.filter(value) : value;
}

function rawAt({ name, arg, steps }: Place, reading: Reading): string | undefined {
  switch (name) {
    case "header":
      return reading.header(arg);
    case "timestamp":
      return reading.timestamp;
    case "field":
      return reading.fields?.get(arg);
    case "json":
    case "form":
    case "body":
      return arg === "" ? toBuffer(reading.inbound.body).toString("utf8") : fieldAt(name, steps, reading);
    case "url":
      return reading.url;
    case "path":
      return reading.path;
    case "query":
      return reading.query(arg);
    case "method":
      return reading.inbound.method.toUpperCase();
    case "sha256":
      return createHash("sha256")
        .update(reading.inbound.body)
        .digest(arg === "base64" ? "base64" : "hex");
    case "crc32":
      return String(crc32(reading.inbound.body));
    case "secret":
      return reading.secret && toBuffer(reading.secret).toString("utf8");
    case "challenge":
      return reading.challenge;
    case "proof":
      return reading.proof;
    case "secretName":
      return reading.around.secretName;
    case "listed":
      return listedValues(reading.fields?.get(arg), reading);
    case "sortedForm":
      return sortedForm(reading.inbound.body);
    case "claim":
      return claimAt(arg, reading);
    default: {
      const option = reading.around.options[arg];
      return typeof option === "string" ? option : undefined;
    }
  }
}

/** Values of the headers that a field lists by name, joined by dots; absent ones count as empty. */
function listedValues(names: string | undefined, reading: Reading): string | undefined {
  if (names === undefined || names.length > 1024) return undefined;
  return names
    .split(" ")
    .map((name) => reading.header(name.toLowerCase()) ?? "")
    .join(".");
}

/** Fields of a form, sorted by name, each name before its value; the values of one name sorted, each once. */
export function sortedForm(body: Uint8Array): string {
  const fields = new Map<string, Set<string>>();
  for (const [name, value] of formFields(toBuffer(body).toString("utf8"))) {
    const values = fields.get(name);
    if (values) values.add(value);
    else fields.set(name, new Set([value]));
  }
  return [...fields.keys()]
    .sort()
    .map((name) =>
      [...(fields.get(name) ?? [])]
        .sort()
        .map((value) => name + value)
        .join(""),
    )
    .join("");
}

/** `messagebird-signature-jwt.jti`: a claim of the token in a header, or in the body (`body.event_id`). Read only after the token was found right. */
function claimAt(arg: string, reading: Reading): string | undefined {
  const dot = arg.lastIndexOf(".");
  const header = arg.slice(0, dot);
  const text = header === "body" ? toBuffer(reading.inbound.body).toString("latin1") : (reading.header(header) ?? "");
  const token = parseToken(text.trim().replace(/^(?:Bearer|JWT) /, ""));
  const claim = token?.claims[arg.slice(dot + 1)];
  return typeof claim === "string" ? claim : undefined;
}

/** Most items of a batch that are looked at for one value. */
const MAX_ITEMS = 1_000;

function fieldAt(where: string, steps: readonly PathStep[], reading: Reading): string | undefined {
  const payload = reading.payload;
  if (payload.kind !== "json" && payload.kind !== "form") return undefined;
  if (where !== "body" && payload.kind !== where) return undefined;
  return toText(pick(payload.value, steps), reading);
}

function toText(value: unknown, reading: Reading): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number") return exactNumber(value, reading.inbound.body);
  if (typeof value === "boolean") return String(value);
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_ITEMS) return undefined;
  const items = value.map((item) => (Array.isArray(item) ? undefined : toText(item, reading)));
  return items.includes(undefined) ? undefined : items.join(",");
}
