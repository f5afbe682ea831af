import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { HookinboxError } from "../errors.ts";
import { formFields } from "../form.ts";
import { type PathStep, pick, toBuffer, toPathSteps } from "../payload.ts";
import type { Template } from "../providers/provider.ts";
import { exactNumber } from "./exact-number.ts";
import type { Reading } from "./reading.ts";
import { parseToken } from "./token.ts";

/** A template, taken apart once. The places that it may name are listed at `Provider`. */
export type Compiled = readonly Piece[];

type Piece = string | Place | Group;

interface Place {
  readonly name: string;
  readonly arg: string;
  readonly steps: readonly PathStep[];
  readonly filter: ((text: string) => string) | undefined;
}

interface Group {
  readonly group: Compiled;
}

const PLACES = new Set(
  "body header json form query url path method timestamp field secret sha256 crc32 option challenge proof listed sortedForm claim secretName".split(
    " ",
  ),
);

/** Takes a template apart; throws `PROVIDER_INVALID` on a place that does not exist. */
export function compile(template: Template): Compiled {
  const parts = template.split(/(\[|\]|\{[^}]*\})/);
  return new Parser(parts, template).run();
}

class Parser {
  private at = 0;
  private readonly parts: readonly string[];
  private readonly whole: string;

  constructor(parts: readonly string[], whole: string) {
    this.parts = parts;
    this.whole = whole;
  }

  run(inGroup = false): Compiled {
    const pieces: Piece[] = [];
    for (; this.at < this.parts.length; this.at++) {
      const part = this.parts[this.at] as string;
      if (part === "") continue;
      if (part === "]" && inGroup) return pieces;
      if (part === "[") {
        this.at++;
        pieces.push({ group: this.run(true) });
      } else pieces.push(part.startsWith("{") ? this.place(part) : part);
    }
    if (inGroup)
      throw new HookinboxError("PROVIDER_INVALID", `The template ${JSON.stringify(this.whole)} does not close a [`);
    return pieces;
  }

  private place(part: string): Place {
    const [inner = "", filter] = part.slice(1, -1).split("|");
    const colon = inner.indexOf(":");
    const name = colon < 0 ? inner : inner.slice(0, colon);
    const arg = colon < 0 ? "" : inner.slice(colon + 1);
    if (!PLACES.has(name) || (filter !== undefined && !(filter in FILTERS))) {
      throw new HookinboxError(
        "PROVIDER_INVALID",
        `The template ${JSON.stringify(this.whole)} names no known place: ${part}`,
      );
    }
    const isPath = name === "json" || name === "form" || name === "body";
    return {
      name,
      arg: name === "header" ? arg.toLowerCase() : arg,
      steps: isPath ? toPathSteps(arg) : [],
      filter: FILTERS[filter ?? ""],
    };
  }
}

/** The template as text; `undefined` when a place outside brackets is absent. */
export function render(template: Compiled, reading: Reading): string | undefined {
  let text = "";
  for (const piece of template) {
    if (typeof piece === "string") text += piece;
    else if ("group" in piece) text += render(piece.group, reading) ?? "";
    else {
      const value = textAt(piece, reading);
      if (value === undefined) return undefined;
      text += value;
    }
  }
  return text;
}

/** The first of several templates that gives text. */
export function renderFirst(templates: readonly Compiled[], reading: Reading): string | undefined {
  for (const template of templates) {
    const text = render(template, reading);
    if (text !== undefined && text !== "") return text;
  }
  return undefined;
}

/** What can be fed: a hash or an HMAC. */
export interface Sink {
  update(data: string | Uint8Array, encoding?: "latin1" | "utf8"): unknown;
}

/**
 * Feeds the template part by part, so that the body is never copied. Returns the place that is absent, if one is.
 * Headers are fed byte for byte as they came: `node:http` reads them as Latin-1.
 */
export function feed(template: Compiled, reading: Reading, sink: Sink): string | undefined {
  for (const piece of template) {
    if (typeof piece === "string") sink.update(piece, "utf8");
    else if ("group" in piece) sink.update(render(piece.group, reading) ?? "", "utf8");
    else {
      const absent = feedPlace(piece, reading, sink);
      if (absent !== undefined) return absent;
    }
  }
  return undefined;
}

const FROM_HEADERS = new Set(["header", "timestamp", "field", "listed"]);

function feedPlace(place: Place, reading: Reading, sink: Sink): string | undefined {
  const { name, arg } = place;
  if (name === "body" && arg === "") sink.update(reading.inbound.body);
  else if (name === "secret") sink.update(reading.secret ?? "");
  else {
    const value = textAt(place, reading);
    if (value === undefined) return `{${name}${arg && `:${arg}`}}`;
    sink.update(value, FROM_HEADERS.has(name) ? "latin1" : "utf8");
  }
  return undefined;
}

function textAt(place: Place, reading: Reading): string | undefined {
  const value = rawAt(place, reading);
  return value !== undefined && place.filter ? place.filter(value) : value;
}

/** What may be done to a place's text. `hubspot` undoes the percent-encodings that HubSpot undoes in a URL. */
const FILTERS: Readonly<Record<string, ((text: string) => string) | undefined>> = {
  lower: (text) => text.toLowerCase(),
  hubspot: (text) => text.replace(/%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, decodeURIComponent),
};

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

/** Names of the headers that a template reads. */
export function headersOf(template: Compiled): string[] {
  return template.flatMap((piece) => {
    if (typeof piece === "string") return [];
    if ("group" in piece) return headersOf(piece.group);
    return piece.name === "header" ? [piece.arg] : [];
  });
}

/** Places outside brackets that a template reads in the body, as they are written: `{json:id}`. */
export function bodyPlacesOf(template: Compiled): string[] {
  return template.flatMap((piece) => {
    if (typeof piece === "string" || "group" in piece || piece.arg === "") return [];
    return piece.name === "json" || piece.name === "form" || piece.name === "body"
      ? [`{${piece.name}:${piece.arg}}`]
      : [];
  });
}

/** Whether a template reads this place anywhere. */
export function reads(template: Compiled, name: string): boolean {
  return template.some((piece) =>
    typeof piece === "string" ? false : "group" in piece ? reads(piece.group, name) : piece.name === name,
  );
}
