import { toBuffer } from "../../payload.ts";

/** A body as it may have been signed, and what would have been done to it since. */
export interface BodyVariant {
  readonly body: Uint8Array;
  readonly what: string;
}

/** What proxies, frameworks and consoles do to a body on its way. Few, and made one by one, because each is hashed. */
export function* bodyVariants(body: Uint8Array, isForm: boolean): Generator<BodyVariant> {
  const text = toBuffer(body).toString("utf8");
  const seen = new Set([text]);
  for (const { text: changed, what } of textVariants(text, isForm)) {
    if (seen.has(changed)) continue;
    seen.add(changed);
    yield { body: Buffer.from(changed, "utf8"), what };
  }
}

interface TextVariant {
  readonly text: string;
  readonly what: string;
}

function* textVariants(text: string, isForm: boolean): Generator<TextVariant> {
  yield* endings(text);
  yield* isForm ? forms(text) : jsons(text);
}

function* endings(text: string): Generator<TextVariant> {
  yield { text: `${text}\n`, what: "a trailing newline was dropped" };
  yield { text: `${text}\r\n`, what: "a trailing line break was dropped" };
  yield { text: text.replace(/\r?\n$/, ""), what: "a trailing newline was added" };
  yield { text: text.replaceAll("\r\n", "\n"), what: "line breaks were changed to CRLF" };
  yield { text: text.replace(/\r?\n/g, "\r\n"), what: "line breaks were changed to LF" };
  yield { text: text.trim(), what: "white space was added around it" };
  yield { text: `\ufeff${text}`, what: "a byte order mark was dropped" };
}

const SPACING = "it was parsed and written again with other spacing";
const ORDER = "its keys were put in another order";

function* jsons(text: string): Generator<TextVariant> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return;
  }
  const compact = JSON.stringify(value);
  yield { text: compact, what: SPACING };
  yield { text: spaced(compact), what: SPACING };
  yield { text: JSON.stringify(value, null, 2), what: SPACING };
  yield { text: JSON.stringify(value, null, 4), what: SPACING };
  yield* escapes(text);
  const sorted = JSON.stringify(sortKeys(value));
  yield { text: sorted, what: ORDER };
  yield { text: spaced(sorted), what: ORDER };
  yield* escapes(compact);
  yield* escapes(spaced(compact));
}

function* escapes(text: string): Generator<TextVariant> {
  yield { text: escaped(text), what: "its \\u escapes were replaced by the characters" };
  yield { text: unescaped(text), what: "its characters were replaced by \\u escapes" };
  yield { text: text.replaceAll("/", "\\/"), what: "its \\/ escapes were replaced by /" };
  yield { text: text.replaceAll("\\/", "/"), what: "its / were replaced by \\/ escapes" };
}

/** As Python writes it: a space after each comma and colon that stands outside strings. */
const spaced = (compact: string): string =>
  compact.replace(/("(?:[^"\\]|\\.)*")|[,:]/g, (match, string) => (string ? match : `${match} `));

const escaped = (text: string): string =>
  text.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);

const unescaped = (text: string): string =>
  text.replace(/\\u([0-9a-fA-F]{4})/g, (match, hex: string) =>
    Number.parseInt(hex, 16) < 0x80 ? match : String.fromCharCode(Number.parseInt(hex, 16)),
  );

function sortKeys(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null || depth > 50) return value;
  if (Array.isArray(value)) return value.map((item) => sortKeys(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sortKeys(item, depth + 1)]),
  );
}

function* forms(text: string): Generator<TextVariant> {
  const what = "the form was read and encoded again";
  const bare = text.replace(/%5B/gi, "[").replace(/%5D/gi, "]");
  yield { text: bare, what: "the form was encoded again: [ and ] became %5B and %5D" };
  const encoded = text.replaceAll("[", "%5B").replaceAll("]", "%5D");
  yield { text: encoded, what: "the form was encoded again: %5B and %5D became [ and ]" };
  yield { text: text.replaceAll("%20", "+"), what };
  yield { text: text.replaceAll("+", "%20"), what };
  yield { text: text.replace(/%[0-9a-f]{2}/gi, (pair) => pair.toUpperCase()), what };
  yield { text: text.replace(/%[0-9a-f]{2}/gi, (pair) => pair.toLowerCase()), what };
  yield { text: new URLSearchParams(text).toString(), what };
}
