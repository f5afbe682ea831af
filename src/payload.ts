import { isAscii, isUtf8 } from "node:buffer";
import { FormError, parseForm } from "./form.ts";
import { jsonErrorAt, parseJson } from "./json.ts";

/** A body read by its content type. `bytes` is kept and handed over as it is. */
export type Payload =
  | { readonly kind: "json" | "form"; readonly value: unknown }
  | { readonly kind: "bytes" }
  | { readonly kind: "malformed"; readonly reason: string };

const BYTES: Payload = { kind: "bytes" };

/**
 * Reads a body by its content type. Never throws: a body that is not what its type says is `malformed`, and the reason
 * says where, without quoting it.
 *
 * JSON (`+json` too) and forms are read; a form's `jsonField`, where it has one, is read as JSON in place of the form. An empty body is `bytes` whatever its type: greetings have none. A body without
 * a type, or of `text/plain` (AWS SNS), is JSON where it starts and reads like it, else `bytes`.
 */
export function parsePayload(body: Uint8Array, contentType: string | undefined, jsonField?: string): Payload {
  if (body.length === 0) return BYTES;
  switch (kindOf(contentType)) {
    case "json":
      return readJson(body);
    case "form":
      return unwrap(readForm(body), jsonField);
    case "maybe": {
      const first = body[0];
      if (first !== 0x7b && first !== 0x5b) return BYTES;
      const read = readJson(body);
      return read.kind === "malformed" ? BYTES : read;
    }
    default:
      return BYTES;
  }
}

function kindOf(contentType: string | undefined): "json" | "form" | "maybe" | "bytes" {
  if (contentType === undefined || contentType === "") return "maybe";
  if (contentType === "application/json") return "json";
  const type = mediaType(contentType);
  if (type === "application/json" || type === "text/json" || type.endsWith("+json")) return "json";
  if (type === "application/x-www-form-urlencoded") return "form";
  return type === "text/plain" ? "maybe" : "bytes";
}

/** `Application/JSON; charset=utf-8` → `application/json` */
export function mediaType(contentType: string): string {
  const end = contentType.indexOf(";");
  return (end < 0 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
}

function readJson(body: Uint8Array): Payload {
  const text = toText(body);
  if (text === undefined) return notUtf8(body);
  try {
    return { kind: "json", value: parseJson(text) };
  } catch {
    return { kind: "malformed", reason: `the body is not JSON: ${place(text, jsonErrorAt(text))}` };
  }
}

/** A form that only carries JSON in one field, as some providers send where forms are asked for, is that JSON. */
function unwrap(form: Payload, field: string | undefined): Payload {
  if (field === undefined || form.kind !== "form") return form;
  const text = (form.value as Record<string, unknown>)[field];
  if (typeof text !== "string") return form;
  try {
    return { kind: "json", value: parseJson(text) };
  } catch {
    return { kind: "malformed", reason: `the field ${field} is not JSON: ${place(text, jsonErrorAt(text))}` };
  }
}

function readForm(body: Uint8Array): Payload {
  const text = toText(body);
  if (text === undefined) return notUtf8(body);
  try {
    return { kind: "form", value: parseForm(text) };
  } catch (error) {
    return { kind: "malformed", reason: `the form ${error instanceof FormError ? error.message : "cannot be read"}` };
  }
}

/** ASCII, which most bodies are, is read without UTF-8 decoding: a third of the time for 1 KB. */
function toText(body: Uint8Array): string | undefined {
  const buffer = toBuffer(body);
  if (isAscii(body)) return buffer.toString("latin1");
  if (!isUtf8(body)) return undefined;
  const start = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
  return buffer.toString("utf8", start);
}

/** The same bytes as a Buffer, without a copy. */
export function toBuffer(body: Uint8Array): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

function place(text: string, at: number): string {
  if (at >= text.length) return `it ends too early, after ${at} characters`;
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  return `unexpected character at offset ${at} (line ${line}, column ${at - before.lastIndexOf("\n")})`;
}

function notUtf8(body: Uint8Array): Payload {
  return { kind: "malformed", reason: `the body is not UTF-8: wrong byte at offset ${badByteAt(body)}` };
}

/** By halving: some whole characters at the end aside, a prefix is right UTF-8 up to the first wrong byte. */
function badByteAt(body: Uint8Array): number {
  let good = 0;
  let bad = body.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (rightUntil(body, middle) === undefined) bad = middle;
    else good = middle;
  }
  return rightUntil(body, good) ?? 0;
}

/** The length of right UTF-8 in the first `end` bytes, of which up to three may be a character that was cut. */
function rightUntil(body: Uint8Array, end: number): number | undefined {
  for (let cut = 0; cut <= 3 && cut <= end; cut++) {
    if (isUtf8(body.subarray(0, end - cut))) return end - cut;
  }
  return undefined;
}

/** One step of a path: a name, an index, or `*` for every item. */
export type PathStep = string | number;

/**
 * Splits a path into steps once: `customer.id`, `payload[customer][id]`, `events[0].id`, `events[*].id`.
 * A name with a dot of its own stands in brackets: `[event-data.v2].id`.
 */
export function toPathSteps(path: string): PathStep[] {
  const steps: PathStep[] = [];
  for (const [, bracketed, plain] of path.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)) {
    const step = bracketed ?? plain ?? "";
    steps.push(/^\d+$/.test(step) ? Number(step) : step);
  }
  return steps;
}

/**
 * What stands at a path; `undefined` when nothing does. Only own properties count. `*` gives an array of what stands
 * below each item.
 *
 * @example pick({ customer: { id: 7 } }, toPathSteps("customer.id")) // 7
 */
export function pick(value: unknown, steps: readonly PathStep[]): unknown {
  let node = value;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i] as PathStep;
    if (typeof node !== "object" || node === null) return undefined;
    if (step === "*") {
      if (!Array.isArray(node)) return undefined;
      const rest = steps.slice(i + 1);
      return node.map((item: unknown) => pick(item, rest));
    }
    if (!Object.hasOwn(node, step)) return undefined;
    node = (node as Record<PathStep, unknown>)[step];
  }
  return node;
}
