import { randomFillSync } from "node:crypto";

const HEX = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, "0"));
const pool = new Uint8Array(4096);
let used = pool.length;
let lastAt = 0;
let counter = 0;

/**
 * A UUIDv7 (RFC 9562, 5.7): 48 bits of epoch milliseconds, a 12-bit counter within the millisecond (6.2, method 1), 62 random bits.
 * Ids of one process grow strictly, so they are appended to an index rather than strewn over it.
 */
export function uuidv7(now: number = Date.now()): string {
  if (now > lastAt) {
    lastAt = now;
    counter = 0;
  } else if (++counter === 4096) {
    lastAt += 1;
    counter = 0;
  }
  if (used + 8 > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const p = used;
  used += 8;
  const high = Math.floor(lastAt / 0x10000);
  const h = (i: number) => HEX[pool[p + i]!]!;
  return (
    `${HEX[high >>> 24]}${HEX[(high >>> 16) & 255]}${HEX[(high >>> 8) & 255]}${HEX[high & 255]}` +
    `-${HEX[(lastAt >>> 8) & 255]}${HEX[lastAt & 255]}-7${HEX[counter >>> 8]![1]}${HEX[counter & 255]}` +
    `-${HEX[(pool[p]! & 0x3f) | 0x80]}${h(1)}-${h(2)}${h(3)}${h(4)}${h(5)}${h(6)}${h(7)}`
  );
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
