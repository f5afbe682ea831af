import { countHeader } from "../headers.ts";
import type { Carrier, Fields } from "../providers/signature.ts";
import { type Refusal, refuse } from "./failures.ts";
import type { Reading } from "./reading.ts";
import { compile, render } from "./template.ts";

/** Signatures that share one time: a request has one such group, except at providers that send one for each secret. */
export interface Signed {
  readonly fields?: ReadonlyMap<string, string>;
  /** As written, without their prefix. */
  readonly signatures: readonly string[];
}

export interface CarrierReader {
  readonly headers: readonly string[];
  read(reading: Reading): readonly Signed[] | Refusal;
}

/** Longest signature header that is looked at. A certificate's signature takes 344 characters; a JWT a few thousand. */
export const MAX_HEADER = 16_384;
/** Most signatures of one request. Senders in the middle of a rotation have two or three; DocuSign up to a hundred. */
const MAX_SIGNATURES = 100;

/** Makes the reader of a carrier once. */
export function compileCarrier(carrier: Carrier): CarrierReader {
  const split = carrier.fields ? fieldReader(carrier.fields) : listReader(carrier);
  if (carrier.at !== undefined) {
    const at = compile(carrier.at);
    return { headers: [], read: (reading) => split(render(at, reading), carrier.at ?? "") };
  }
  const names = headerNames(carrier);
  const [only] = names;
  if (names.length === 1 && only !== undefined) {
    return { headers: names, read: (reading) => split(reading.header(only), only) };
  }
  return { headers: names, read: (reading) => readSeveral(names, reading, split) };
}

type Split = (value: string | undefined, place: string) => readonly Signed[] | Refusal;

function headerNames({ header, numbered }: Carrier): readonly string[] {
  if (numbered) return Array.from({ length: numbered.upTo }, (_, i) => numbered.header + (i + 1));
  return header === undefined ? [] : typeof header === "string" ? [header] : header;
}

function readSeveral(names: readonly string[], reading: Reading, split: Split): readonly Signed[] | Refusal {
  const there = names.filter((name) => reading.header(name) !== undefined);
  if (there.length === 0) return missing(names[0] ?? "");
  const all: Signed[] = [];
  for (const name of there) {
    const found = split(reading.header(name), name);
    if ("ok" in found) return found;
    all.push(...found);
  }
  return all;
}

export const missing = (place: string): Refusal =>
  refuse(
    "SIGNATURE_MISSING",
    `The signature is missing: ${place.startsWith("{") ? place : `the header ${place}`} is absent or empty`,
  );

export const malformed = (place: string, what: string): Refusal =>
  refuse("SIGNATURE_MALFORMED", `The signature in ${place} ${what}`);

/** A header that stands twice among these; which one was signed could not be told. */
export function duplicated(names: readonly string[], reading: Reading): Refusal | undefined {
  for (const name of names) {
    if (countHeader(reading.inbound.headers, name) === 2) {
      return refuse("SIGNATURE_DUPLICATED", `The header ${name} stands more than once`);
    }
  }
  return undefined;
}

function listReader({ list: separator, prefix = "", prefixOptional }: Carrier): Split {
  const bare = (entry: string): string | undefined =>
    entry.startsWith(prefix) ? entry.slice(prefix.length) : prefixOptional ? entry : undefined;
  return (value, place) => {
    if (value === undefined || value === "") return missing(place);
    if (value.length > MAX_HEADER) return malformed(place, `is longer than ${MAX_HEADER} characters`);
    const entries = separator === undefined ? [value] : value.split(separator, MAX_SIGNATURES + 1);
    if (entries.length > MAX_SIGNATURES) return malformed(place, `lists more than ${MAX_SIGNATURES} signatures`);
    if (entries.includes("")) return malformed(place, "has an empty entry");
    const signatures = entries
      .map((entry) => bare(separator === "," ? entry.trim() : entry))
      .filter((signature) => signature !== undefined && signature !== "");
    if (signatures.length > 0) return [{ signatures: signatures as string[] }];
    return malformed(place, prefix === "" ? "is empty" : `does not begin with ${JSON.stringify(prefix)}`);
  };
}

function fieldReader(fields: Fields): Split {
  return (value, place) => {
    if (value === undefined || value === "") return missing(place);
    if (value.length > MAX_HEADER) return malformed(place, `is longer than ${MAX_HEADER} characters`);
    const groups = fields.groups ? value.split(" ", MAX_SIGNATURES + 1) : [value];
    if (groups.length > MAX_SIGNATURES) return malformed(place, `lists more than ${MAX_SIGNATURES} signatures`);
    const signed: Signed[] = [];
    for (const group of groups) {
      const read = readFields(group, fields, place);
      if ("ok" in read) return read;
      signed.push(read);
    }
    return signed;
  };
}

function readFields(text: string, fields: Fields, place: string): Signed | Refusal {
  const entries = text.split(fields.separator, MAX_SIGNATURES + 1);
  if (entries.length > MAX_SIGNATURES) return malformed(place, `lists more than ${MAX_SIGNATURES} signatures`);
  if (fields.positional) {
    return { fields: new Map([["t", entries[0] ?? ""]]), signatures: entries.slice(1) };
  }
  const named = new Map<string, string>();
  const signatures: string[] = [];
  for (const entry of entries) {
    const text = fields.spaced ? entry.trim() : entry;
    const equals = text.indexOf("=");
    if (equals <= 0) return malformed(place, "is not made of name=value fields");
    const name = text.slice(0, equals);
    const value = text.slice(equals + 1);
    if (name === fields.signature) signatures.push(value);
    else if (named.has(name) && fields.once?.includes(name))
      return malformed(place, `has the field ${name} more than once`);
    else named.set(name, value);
  }
  const absent = fields.once?.find((name) => !named.get(name));
  if (absent !== undefined) return malformed(place, `has no field ${absent}`);
  if (signatures.length === 0) return malformed(place, `has no field ${fields.signature}`);
  return { fields: named, signatures };
}
