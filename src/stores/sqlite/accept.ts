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
  const insertEvent = db.prepare(
    "INSERT INTO hookinbox_events (seq, id, source, key, type, received_at, size) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const insertPayload = db.prepare("INSERT INTO hookinbox_payloads (seq, headers, body) VALUES (?, ?, ?)");
  const insertDelivery = db.prepare(
    "INSERT INTO hookinbox_deliveries (seq, n, destination, state, due_at) VALUES (?, ?, ?, 'pending', ?)",
  );

  function store(batch: EventBatch, i: number, body: Uint8Array): void {
    const seq = gate.nextSeq();
    const id = batch.ids[i]!;
    const source = batch.sources[i]!;
    const key = batch.keys[i]!;
    const receivedAt = batch.receivedAts[i]!;
    insertEvent.run(seq, id, source, key, batch.types[i]!, receivedAt, body.length);
    insertPayload.run(seq, batch.headers[i]!, body);
    if (key !== null) gate.add(source, key, id, receivedAt);
    const destinations = batch.destinations[i]!;
    if (destinations !== "")
      for (const [n, destination] of destinations.split("\n").entries())
        insertDelivery.run(seq, n, destination, batch.syncs[i] ? NEVER : batch.now);
    counters.add("source", source, "events", 1);
    counters.add("source", source, "bytes", body.length);
    counters.raise("source", source, "lastAt", receivedAt);
  }

  return (batch: EventBatch): (string | null)[] => {
    let offset = 0;
    return batch.ids.map((_, i) => {
      const body = batch.bodies.subarray(offset, (offset += batch.sizes[i]!));
      const key = batch.keys[i]!;
      const first = key === null ? undefined : gate.find(batch.sources[i]!, key);
      if (first !== undefined) {
        repeats.add(first);
        counters.add("source", batch.sources[i]!, "repeats", 1);
        return first;
      }
      store(batch, i, body);
      return null;
    });
  };
}
