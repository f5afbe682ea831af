import { HookinboxError } from "../errors.ts";
import { toPathSteps } from "../payload.ts";
import type { Template } from "../providers/provider.ts";
import { FILTERS, PLACES, type Place, textAt } from "./places.ts";
import type { Reading } from "./reading.ts";

/** A template, taken apart once. The places that it may name are listed at `Provider`. */
export type Compiled = readonly Piece[];

type Piece = string | Place | Group;

interface Group {
  readonly group: Compiled;
}

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
    if (!PLACES.has(name) || (filter !== undefined && !Object.hasOwn(FILTERS, filter))) {
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
