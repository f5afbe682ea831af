import { toBuffer } from "../payload.ts";

/**
 * A number of a JSON body as it was written. Above 2^53 two ids can read as the same number, and one event would be
 * taken for a repeat of the other: then the digits come from the body, or, where they cannot be told, the value counts as absent.
 */
export function exactNumber(value: number, body: Uint8Array): string | undefined {
  if (Number.isSafeInteger(value) || !Number.isInteger(value))
    return Number.isFinite(value) ? String(value) : undefined;
  const written = new Set(
    toBuffer(body)
      .toString("latin1")
      .match(/-?\d{16,40}/g),
  );
  const same = [...written].filter((digits) => Number(digits) === value);
  return same.length === 1 ? same[0] : undefined;
}
