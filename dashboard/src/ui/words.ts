/** Numbers, sizes, times and strangers' text, as people read them. */

const whole = new Intl.NumberFormat("en");
export const count = (n: number): string => whole.format(n);

/** `1 event`, `2,000 events` */
export const counted = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;

export function bytes(n: number): string {
  if (n < 1_000) return `${n} B`;
  if (n < 1_000_000) return `${(n / 1_000).toFixed(n < 10_000 ? 1 : 0)} kB`;
  return `${(n / 1_000_000).toFixed(n < 10_000_000 ? 1 : 0)} MB`;
}

/** A length of time: `3 ms`, `1.4 s`, `12 min`, `3 h`, `2 d`. */
export function span(ms: number): string {
  const t = Math.max(0, ms);
  if (t > 0 && t < 0.1) return "< 0.1 ms";
  if (t < 1_000) return `${t < 10 && t % 1 !== 0 ? t.toFixed(1) : Math.round(t)} ms`;
  if (t < 60_000) return `${(t / 1_000).toFixed(t < 10_000 && t % 1_000 >= 50 ? 1 : 0)} s`;
  if (t < 3_600_000) return `${Math.floor(t / 60_000)} min`;
  if (t < 86_400_000) return `${Math.floor(t / 3_600_000)} h`;
  return `${Math.floor(t / 86_400_000)} d`;
}

export function ago(at: number, now: number): string {
  const passed = now - at;
  if (passed < -1_500) return `in ${span(Math.round(-passed / 1_000) * 1_000)}`;
  if (passed < 2_000) return "now";
  return `${span(passed < 60_000 ? Math.floor(passed / 1_000) * 1_000 : passed)} ago`;
}

const two = (n: number) => String(n).padStart(2, "0");

/** `14:03:22.120`, in the reader's own zone */
export function clockTime(at: number): string {
  const d = new Date(at);
  const ms = String(d.getMilliseconds()).padStart(3, "0");
  return `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}.${ms}`;
}

/** `2026-11-24 14:03:22.120` */
export function exactTime(at: number): string {
  const d = new Date(at);
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${clockTime(at)}`;
}

export const share = (part: number): string => `${(part * 100).toFixed(part > 0 && part < 0.1 ? 1 : 0)} %`;

/** Controls, marks that turn the direction of text, and what has no width: a stranger's text must not pass for another. */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex lint/suspicious/noMisleadingCharacterClass: these are what is looked for, each by itself
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udfff]/g;

/** A stranger's text with what cannot be seen made visible: `pay[U+202E]lap`. */
export const seen = (text: string): string =>
  text.replace(UNSEEN, (c) => `[U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`);

/** Headers as pairs, from names and values in turn. */
export const pairs = (headers: readonly string[]): [name: string, value: string][] =>
  Array.from({ length: headers.length >> 1 }, (_, i) => [headers[2 * i] ?? "", headers[2 * i + 1] ?? ""]);
