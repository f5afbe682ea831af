import { CREDENTIALS, header, isNamed } from "../headers.ts";
import { mediaType } from "../payload.ts";
import type { HeaderBag } from "../types.ts";

/**
 * What a search goes by: whole words, of letters and digits, whatever their case. The same for every store, so each is
 * given words and never text: what somebody looks for is no query language.
 */
const WORD = /[\p{L}\p{N}\p{M}]+/gu;

/** Bytes of a body that are looked at: most are smaller, and one of 25 MB must not hold up the others. */
export const LOOKED_AT = 256 * 1024;
/** Letters of a word that count; a longer one is data that nobody types. */
const LONGEST = 64;
/** Words of a question that count. */
const MOST_ASKED = 32;

export interface Searched {
  readonly id: string;
  readonly key: string | null;
  readonly type: string;
  readonly headers: HeaderBag;
  /** Whole, or its first `LOOKED_AT` bytes. */
  readonly body: Uint8Array;
}

const words = (text: string): Set<string> =>
  new Set(
    text
      .normalize("NFC")
      .toLowerCase()
      .match(WORD)
      ?.map((word) => word.slice(0, LONGEST)),
  );

/** The words that an event is found by. */
export function wordsOf({ id, key, type, headers, body }: Searched): string[] {
  const text = [id, key ?? "", type, ...shown(headers), textOf(body, header(headers, "content-type") ?? "")];
  return [...words(text.join("\n"))];
}

/** All words of a question; none: there is nothing to look for, and nothing is found. */
export const askedFor = (q: string): string[] => [...words(q)].slice(0, MOST_ASKED);

/** What carries a credential, whoever sends it, is not to be found by it. */
const shown = (headers: HeaderBag): string[] =>
  headers.filter((_, i) => i % 2 === 0 || !CREDENTIALS.some((name) => isNamed(headers[i - 1] as string, name)));

/** A body as its sender means it, as far as that matters to words: without JSON's escapes, and those of a form. */
function textOf(body: Uint8Array, contentType: string): string {
  const bytes = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, LOOKED_AT));
  if (bytes.includes(0)) return "";
  const text = bytes.toString();
  const isForm = mediaType(contentType) === "application/x-www-form-urlencoded";
  const plain = isForm ? text.replaceAll("+", " ").replace(/(?:%[0-9a-f]{2})+/gi, decoded) : text;
  return plain.includes("\\") ? plain.replace(/\\(?:u([0-9a-f]{4})|.)/gis, unescaped) : plain;
}

const unescaped = (_: string, code: string | undefined): string =>
  code === undefined ? " " : String.fromCharCode(Number.parseInt(code, 16));

function decoded(escapes: string): string {
  try {
    return decodeURIComponent(escapes);
  } catch {
    return " ";
  }
}
