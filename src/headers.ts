import type { HeaderBag } from "./types.ts";

/**
 * Reading a `HeaderBag`: one flat array, name and value in turn, as `node:http` has it in `rawHeaders`.
 * Nothing here builds an object, because it runs for each request.
 */

/** Carry a credential whoever sends them. */
export const CREDENTIALS: readonly string[] = ["authorization", "cookie", "proxy-authorization", "set-cookie"];

/**
 * Whether a header's name is this one; `lowerName` is lower case already. Letters are those of ASCII, as names have no
 * others (RFC 9110, 5.1), and are compared in place: `toLowerCase` would make a string for each name of the same length.
 */
export function isNamed(name: string, lowerName: string): boolean {
  if (name.length !== lowerName.length) return false;
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    const lower = code >= 65 && code <= 90 ? code + 32 : code;
    if (lower !== lowerName.charCodeAt(i)) return false;
  }
  return true;
}

/** The first value of a header; `undefined` when it is not there. `header(bag, "content-type")` */
export function header(bag: HeaderBag, lowerName: string): string | undefined {
  for (let i = 0; i + 1 < bag.length; i += 2) {
    if (isNamed(bag[i] as string, lowerName)) return bag[i + 1];
  }
  return undefined;
}

/** Every value of a header, in the order of the wire. */
export function headerAll(bag: HeaderBag, lowerName: string): string[] {
  const found: string[] = [];
  for (let i = 0; i + 1 < bag.length; i += 2) {
    if (isNamed(bag[i] as string, lowerName)) found.push(bag[i + 1] as string);
  }
  return found;
}

/** How many lines of this name there are, counted up to two: enough to tell one from several. */
export function countHeader(bag: HeaderBag, lowerName: string): 0 | 1 | 2 {
  let count: 0 | 1 | 2 = 0;
  for (let i = 0; i + 1 < bag.length; i += 2) {
    if (isNamed(bag[i] as string, lowerName)) {
      if (count === 1) return 2;
      count = 1;
    }
  }
  return count;
}

/** What headers come as: a bag, Node's `req.headers`, a web `Headers`, or pairs. */
export type HeadersLike =
  | HeaderBag
  | Readonly<Record<string, string | readonly string[] | number | undefined>>
  | Headers
  | readonly (readonly [string, string])[];

/**
 * Makes a bag of whatever headers came as. Values of an array become lines of their own.
 *
 * @example toHeaderBag({ "X-Id": "7", "Set-Cookie": ["a", "b"] }) // ["X-Id", "7", "Set-Cookie", "a", "Set-Cookie", "b"]
 */
export function toHeaderBag(headers: HeadersLike | undefined | null): HeaderBag {
  if (!headers) return [];
  if (Array.isArray(headers)) return fromArray(headers);
  const pairs = isIterable(headers) ? headers : Object.entries(headers);
  const bag: string[] = [];
  for (const [name, value] of pairs) {
    if (Array.isArray(value)) for (const one of value) bag.push(name, String(one));
    else if (value !== undefined && value !== null) bag.push(name, String(value));
  }
  return bag;
}

function fromArray(headers: readonly unknown[]): HeaderBag {
  if (headers.every((item) => typeof item === "string")) return headers as HeaderBag;
  return headers.flatMap((item) => (Array.isArray(item) ? [String(item[0]), String(item[1])] : []));
}

function isIterable(value: object): value is Iterable<[string, string]> {
  return Symbol.iterator in value;
}

/** A bag as an object, for people's code: names in lower case, several lines of one name joined by `, `. */
export function headersOf(bag: HeaderBag): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (let i = 0; i + 1 < bag.length; i += 2) {
    const name = (bag[i] as string).toLowerCase();
    const value = bag[i + 1] as string;
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return headers;
}

/** Belong to one connection, or are made anew for the next (RFC 9110, 7.6.1): not passed on. Lower case. */
export const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
