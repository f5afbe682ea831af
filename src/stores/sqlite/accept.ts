import { createBulkInsert } from "./bulk-insert.ts";
import type { Counters } from "./counters.ts";
import type { Database } from "./driver.ts";
import type { KeyGate } from "./key-gate.ts";
import type { EventBatch } from "./wire.ts";

/** When a sync source's deliveries are due: never by themselves. */
export const NEVER = Number.MAX_SAFE_INTEGER;

export interface Repeats {
  add(id: string): void;
}

/** Writes a batch; answers, in its order, `null` for a stored event and the first one's id for a duplicate. */
export function createAccept(db: Database, gate: KeyGate, counters: Counters, repeats: Repeats) {
  const events = createBulkInsert(db, "hookinbox_events (seq, id, source, key, type, received_at, size)", 7);
  const payloads = createBulkInsert(db, "hookinbox_payloads (seq, headers, body)", 3);
  const deliveries = createBulkInsert(db, "hookinbox_deliveries (seq, n, destination, state, due_at)", 5);
  const tables = [events, payloads, deliveries];

  function store(batch: EventBatch, i: number, headers: Uint8Array, body: Uint8Array): void {
    const seq = gate.nextSeq();
    const id = batch.ids[i]!;
    const source = batch.sources[i]!;
    const key = batch.keys[i]!;
    const receivedAt = batch.receivedAts[i]!;
    events.add(seq, id, source, key, batch.types[i]!, receivedAt, body.length);
    payloads.add(seq, headers, body);
    if (key !== null) gate.add(source, key, id, receivedAt);
    const destinations = batch.destinations[i]!;
    if (destinations !== "")
      for (const [n, destination] of destinations.split("\n").entries())
        deliveries.add(seq, n, destination, "pending", batch.syncs[i] ? NEVER : batch.now);
    const totals = counters.source(source);
    totals.events += 1;
    totals.bytes += body.length;
    if (receivedAt > totals.lastAt) totals.lastAt = receivedAt;
  }

  function acceptOne(batch: EventBatch, i: number, headers: Uint8Array, body: Uint8Array): string | null {
    const source = batch.sources[i]!;
    const key = batch.keys[i]!;
    const first = key === null ? undefined : gate.find(source, key);
    if (first === undefined) {
      store(batch, i, headers, body);
      return null;
    }
    repeats.add(first);
    counters.source(source).repeats += 1;
    return first;
  }

  return (batch: EventBatch): (string | null)[] => {
    for (const table of tables) table.clear();
    let offset = 0;
    const firsts = batch.ids.map((_, i) => {
      const headers = batch.bytes.subarray(offset, (offset += batch.headerSizes[i]!));
      const body = batch.bytes.subarray(offset, (offset += batch.sizes[i]!));
      return acceptOne(batch, i, headers, body);
    });
    for (const table of tables) table.flush();
    return firsts;
  };
}
