import { toBuffer } from "../../payload.ts";

/** A body as it may have been signed, and what would have been done to it since. */
export interface BodyVariant {
  readonly body: Uint8Array;
  readonly what: string;
}

/** What proxies, frameworks and consoles do to a body on its way. Few, because each is hashed. */
export function bodyVariants(body: Uint8Array, isForm: boolean): BodyVariant[] {
  const text = toBuffer(body).toString("utf8");
  const found = [...endings(text), ...(isForm ? forms(text) : jsons(text))];
  const seen = new Set([text]);
  return found.flatMap(({ text: changed, what }) => {
    if (seen.has(changed)) return [];
    seen.add(changed);
    return [{ body: Buffer.from(changed, "utf8"), what }];
  });
}

interface TextVariant {
  readonly text: string;
  readonly what: string;
}

function endings(text: string): TextVariant[] {
  return [
    { text: `${text}\n`, what: "a trailing newline was dropped" },
    { text: `${text}\r\n`, what: "a trailing line break was dropped" },
    { text: text.replace(/\r?\n$/, ""), what: "a trailing newline was added" },
    { text: text.replaceAll("\r\n", "\n"), what: "line breaks were changed to CRLF" },
    { text: text.replace(/\r?\n/g, "\r\n"), what: "line breaks were changed to LF" },
    { text: text.trim(), what: "white space was added around it" },
    { text: `\ufeff${text}`, what: "a byte order mark was dropped" },
  ];
}

const SPACING = "it was parsed and written again with other spacing";

function jsons(text: string): TextVariant[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const sorted = JSON.stringify(sortKeys(value));
  const compact = JSON.stringify(value);
  const bases: TextVariant[] = [
    { text: compact, what: SPACING },
    { text: spaced(compact), what: SPACING },
    { text: JSON.stringify(value, null, 2), what: SPACING },
    { text: JSON.stringify(value, null, 4), what: SPACING },
    { text: sorted, what: "its keys were put in another order" },
    { text: spaced(sorted), what: "its keys were put in another order" },
  ];
  const compactFirst = bases.slice(0, 2);
  return [
    ...bases,
    ...[text, ...compactFirst.map((base) => base.text)].flatMap((base) => [
      { text: escaped(base), what: "its \\u escapes were replaced by the characters" },
      { text: unescaped(base), what: "its characters were replaced by \\u escapes" },
      { text: base.replaceAll("/", "\\/"), what: "its \\/ escapes were replaced by /" },
      { text: base.replaceAll("\\/", "/"), what: "its / were replaced by \\/ escapes" },
    ]),
  ];
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

function forms(text: string): TextVariant[] {
  const encodedBrackets = text.replaceAll("[", "%5B").replaceAll("]", "%5D");
  const what = "the form was read and encoded again";
  return [
    {
      text: text.replace(/%5B/gi, "[").replace(/%5D/gi, "]"),
      what: "the form was encoded again: [ and ] became %5B and %5D",
    },
    { text: encodedBrackets, what: "the form was encoded again: %5B and %5D became [ and ]" },
    { text: text.replaceAll("%20", "+"), what },
    { text: text.replaceAll("+", "%20"), what },
    { text: text.replace(/%[0-9a-f]{2}/gi, (pair) => pair.toUpperCase()), what },
    { text: text.replace(/%[0-9a-f]{2}/gi, (pair) => pair.toLowerCase()), what },
    { text: new URLSearchParams(text).toString(), what },
  ];
}
