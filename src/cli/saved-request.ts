import { HookinboxError } from "../errors.ts";
import { header, toHeaderBag } from "../headers.ts";
import type { HeaderBag, Instant } from "../types.ts";

/** A request that somebody saved. */
export interface SavedRequest {
  readonly method: string;
  /** Absolute, or a path with its query. */
  readonly url: string;
  readonly headers: HeaderBag;
  readonly body: Uint8Array;
  /** When it came, where that was saved too. */
  readonly receivedAt?: Instant;
  /** What looks wrong with it, and may be why it fails. */
  readonly remarks: readonly string[];
}

/**
 * Reads a request of a file: an HTTP/1.1 message (request line, headers, blank line, the body's bytes), or JSON
 * `{ method, url, headers, body | bodyBase64 }` as `hookinbox quarantine show --json` prints it. Throws `WRONG_USAGE`.
 */
export function parseSavedRequest(bytes: Uint8Array, name: string): SavedRequest {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.toString("latin1").trim() === "") throw wrong(name, "is empty");
  const saved = /^(?:\xef\xbb\xbf)?\s*\{/.test(buffer.toString("latin1", 0, 256))
    ? fromJson(buffer, name)
    : fromMessage(buffer, name);
  return saved.headers.includes("[redacted]")
    ? {
        ...saved,
        remarks: [
          ...saved.remarks,
          "A header's value was [redacted] when it was saved: with --quarantine the whole one is read.",
        ],
      }
    : saved;
}

const FORMS =
  "It is a request line (POST /in/github HTTP/1.1), headers, a blank line and the body's bytes; or JSON with method, url, headers, and body or bodyBase64.";

const wrong = (name: string, what: string): HookinboxError =>
  new HookinboxError("WRONG_USAGE", `The request in ${name} ${what}.`, { advice: FORMS });

/** Header bytes are Latin-1, as Node's own parser has them. */
function fromMessage(bytes: Buffer, name: string): SavedRequest {
  const text = bytes.toString("latin1");
  const blank = /\r?\n\r?\n/.exec(text);
  const [first = "", ...lines] = text.slice(0, blank?.index).split(/\r?\n/);
  const [, method, url] = /^([A-Za-z]+) (\S+)(?: HTTP\/\d(?:\.\d)?)?$/.exec(first) ?? [];
  if (method === undefined || url === undefined) throw wrong(name, "does not begin with a request line or with {");
  const headers = lines.filter((line) => line !== "").flatMap((line, i) => headerPair(line) ?? fail(name, i + 2));
  const rest = blank ? bytes.subarray(blank.index + blank[0].length) : Buffer.alloc(0);
  return { method: method.toUpperCase(), url, headers, ...cut(rest, headers) };
}

function fail(name: string, line: number): never {
  throw wrong(name, `has no header in line ${line}: a header is written "Name: value"`);
}

/** `Name: value` in two; `undefined` where it is no header. */
export function headerPair(line: string): readonly [string, string] | undefined {
  const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*(.*)$/.exec(line) ?? [];
  return name === undefined || value === undefined ? undefined : [name, value.trimEnd()];
}

/** An editor puts a line break after the body. Where Content-Length tells, it is taken off again. */
function cut(body: Buffer, headers: HeaderBag): Pick<SavedRequest, "body" | "remarks"> {
  const said = header(headers, "content-length");
  const length = said !== undefined && /^\d{1,15}$/.test(said) ? Number(said) : undefined;
  if (header(headers, "transfer-encoding")?.toLowerCase().includes("chunked"))
    return {
      body,
      remarks: ["The request was sent in chunks: the body has to be saved without the chunks' own lines."],
    };
  if (length === undefined || length === body.length) return { body, remarks: [] };
  if (body.length > length && /^\r?\n$/.test(body.toString("latin1", length)))
    return {
      body: body.subarray(0, length),
      remarks: ["A line break behind the body, beyond Content-Length, was left out."],
    };
  const remark = `The body has ${body.length} bytes, and Content-Length says ${length}: it is not as it was sent.`;
  return { body, remarks: [remark] };
}

function fromJson(bytes: Buffer, name: string): SavedRequest {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(bytes.toString("utf8").replace(/^\ufeff/, "")) as Record<string, unknown>;
  } catch {
    throw wrong(name, "begins with { but is not valid JSON");
  }
  const { method = "POST", url = "/", headers = {}, receivedAt } = value;
  if (typeof method !== "string" || typeof url !== "string") throw wrong(name, "needs method and url as text");
  if (typeof headers !== "object" || headers === null) throw wrong(name, "needs headers as an object or a list");
  return {
    method: method.toUpperCase(),
    url,
    headers: toHeaderBag(headers as HeaderBag),
    body: bodyOf(value, name),
    ...(typeof receivedAt === "number" && { receivedAt }),
    remarks: [],
  };
}

function bodyOf({ body = "", bodyBase64 }: Record<string, unknown>, name: string): Uint8Array {
  if (typeof bodyBase64 === "string") return Buffer.from(bodyBase64, "base64");
  if (typeof body === "string") return Buffer.from(body, "utf8");
  throw wrong(name, "has a parsed body: what was signed are the bytes, as text in body or encoded in bodyBase64");
}
