import { randomBytes } from "node:crypto";

/** Random hex digits, made 4 KiB at a time: 16 for each id. */
let pool = "";
let used = 0;
let lastAt = 0;
let counter = 0;
/** What ids of one millisecond begin with: `019…-7`. */
let stamp = "";

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");
const HEX3 = Array.from({ length: 4096 }, (_, n) => hex(n, 3));

function stampOf(at: number): string {
  return `${hex(Math.floor(at / 0x10000), 8)}-${hex(at % 0x10000, 4)}-7`;
}

/**
 * A UUIDv7 (RFC 9562, 5.7): 48 bits of epoch milliseconds, a 12-bit counter within the millisecond (6.2, method 1), 62 random bits.
 * Ids of one process grow strictly, so they are appended to an index rather than strewn over it.
 */
export function uuidv7(now: number = Date.now()): string {
  if (now > lastAt || counter === 4095) {
    lastAt = Math.max(now, lastAt + 1);
    counter = 0;
    stamp = stampOf(lastAt);
  } else counter += 1;
  if (used === pool.length) {
    pool = randomBytes(4096).toString("hex");
    used = 0;
  }
  const p = used;
  used += 16;
  // The variant: two bits, 10, and two of the random ones.
  const variant = "89ab"[Number.parseInt(pool[p]!, 16) & 3]!;
  return `${stamp}${HEX3[counter]!}-${variant}${pool.slice(p + 1, p + 4)}-${pool.slice(p + 4, p + 16)}`;
}

/** The id of a new event: `evt_019…`. */
export const newEventId = (now?: number): string => `evt_${uuidv7(now)}`;
/** The id of a request put into quarantine: `qrt_019…`. */
export const newQuarantineId = (now?: number): string => `qrt_${uuidv7(now)}`;

/** The `n`-th delivery (from 0) of an event: `dlv_019…_0`. */
export const deliveryId = (event: string, n: number): string => `dlv_${event.slice(4)}_${n}`;

/** The event and number that a delivery's id names; `undefined` when it is no such id. */
export function parseDeliveryId(id: string): { event: string; n: number } | undefined {
  const match = /^dlv_([0-9a-f-]{36})_(\d{1,6})$/.exec(id);
  return match ? { event: `evt_${match[1]}`, n: Number(match[2]) } : undefined;
}
