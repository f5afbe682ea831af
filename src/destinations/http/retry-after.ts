/** An app that asks for more is tried again after this long, in ms: a day is what the whole policy takes. */
const LONGEST = 86_400_000;

/**
 * How long a `Retry-After` asks to wait, in ms: seconds or a date. 0 where it asks nothing, or cannot be read.
 *
 * Source: RFC 9110, section 10.2.3.
 *
 * @example retryAfter("120", Date.now()) // 120000
 */
export function retryAfter(value: string | string[] | undefined, now: number): number {
  const text = (Array.isArray(value) ? value[0] : value)?.trim() ?? "";
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : /[a-z]/i.test(text) ? Date.parse(text) - now : 0;
  return Number.isNaN(wait) ? 0 : Math.min(LONGEST, Math.max(0, wait));
}
