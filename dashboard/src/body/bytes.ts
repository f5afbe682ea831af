/** A browser scrolls through no more than this of a body, in bytes; the download has all. */
export const SHOWN = 8 * 1024 * 1024;
/** Characters of one line; what is longer goes on in the next. */
const WIDTH = 2_000;

export type View = "tree" | "text" | "hex";

export interface Parsed {
  readonly bytes: Uint8Array;
  /** `undefined`: the bytes are no UTF-8. */
  readonly text: string | undefined;
  /** What the tree shows: JSON, or the pairs of a form. */
  readonly tree: { readonly value: unknown } | undefined;
  readonly cut: boolean;
}

export function parseBody(all: Uint8Array, contentType: string): Parsed {
  const cut = all.length > SHOWN;
  const bytes = cut ? all.subarray(0, SHOWN) : all;
  const text = decode(bytes, cut);
  const tree = text === undefined || cut || text.trim() === "" ? undefined : treeOf(text, contentType);
  return { bytes, text, tree, cut };
}

/** A cut may go through a character: its rest is left out. */
function decode(bytes: Uint8Array, cut: boolean): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, { stream: cut });
  } catch {
    return undefined;
  }
}

function treeOf(text: string, contentType: string): { value: unknown } | undefined {
  if (/x-www-form-urlencoded/i.test(contentType)) {
    const fields = [...new URLSearchParams(text)].map(([name, value]) => ({ [name]: inner(value) }));
    return { value: fields.length === 1 ? fields[0] : fields };
  }
  return parsed(text);
}

/** Slack and others put JSON into a form's field. */
const inner = (value: string): unknown => (/^\s*[[{]/.test(value) ? (parsed(value)?.value ?? value) : value);

/** A number that a double does not hold, as it was written. */
export class Exactly {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown;
const exact: Reviver = (_, value, context) =>
  typeof value === "number" &&
  !Number.isSafeInteger(value) &&
  context?.source !== undefined &&
  String(value) !== context.source
    ? new Exactly(context.source)
    : value;

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text, exact) };
  } catch (error) {
    // Too deep for a reviver, which calls itself; the parser does not.
    if (!(error instanceof RangeError)) return undefined;
  }
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Lines of a bounded length. */
export function linesOf(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split(/\r\n|\n/)) {
    if (line.length <= WIDTH) lines.push(line);
    else for (let at = 0; at < line.length; at += WIDTH) lines.push(line.slice(at, at + WIDTH));
  }
  return lines;
}

/** `00000010  7b 22 61 …  {"a…` */
export function hexLine(bytes: Uint8Array, row: number): { at: string; hex: string; text: string } {
  const part = bytes.subarray(row * 16, row * 16 + 16);
  const hex = Array.from(part, (b) => b.toString(16).padStart(2, "0"));
  return {
    at: (row * 16).toString(16).padStart(8, "0"),
    hex: `${hex.slice(0, 8).join(" ").padEnd(23)}  ${hex.slice(8).join(" ").padEnd(23)}`,
    text: Array.from(part, (b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : "·")).join(""),
  };
}
