import { IN_LANE, NEVER } from "../due.ts";
import { createBulkInsert } from "./bulk-insert.ts";
import type { Counters } from "./counters.ts";
import type { Database } from "./driver.ts";
import type { KeyGate } from "./key-gate.ts";
import type { Lanes } from "./lanes.ts";
import type { Stretches } from "./stretches.ts";
import type { EventBatch, Kind } from "./wire.ts";

export interface Repeats {
  add(id: string): void;
}

/** Writes a batch; answers, in its order, `null` for a stored event and the first one's id for a duplicate. */
export function createAccept(
  db: Database,
  gate: KeyGate,
  { counters, repeats, lanes, stretches }: { counters: Counters; repeats: Repeats; lanes: Lanes; stretches: Stretches },
) {
  const events = createBulkInsert(db, "hookinbox_events (seq, id, source, key, type, received_at, size)", 7);
  const payloads = createBulkInsert(db, "hookinbox_payloads (seq, headers, body)", 3);
  const deliveries = createBulkInsert(db, "hookinbox_deliveries (seq, n, destination, state, due_at)", 5);
  const ordered = createBulkInsert(db, "hookinbox_deliveries (seq, n, destination, state, due_at, lane, version)", 7);
  const tables = [events, payloads, deliveries, ordered];

  function owe({ destinations, sync }: Kind, batch: EventBatch, i: number, seq: number): void {
    const inLanes = batch.lanes?.[i];
    for (const [n, destination] of destinations.entries()) {
      counters.destination(destination).open += 1;
      const lane = inLanes?.find((one) => one.destination === destination);
      if (lane) {
        const dueAt = lanes.join(lane, seq, n, batch.now) ? batch.now : IN_LANE;
        ordered.add(seq, n, destination, "pending", dueAt, lane.key, lane.version);
      } else deliveries.add(seq, n, destination, "pending", sync ? NEVER : batch.now);
    }
  }

  function store(kind: Kind, batch: EventBatch, i: number, headers: Uint8Array, body: Uint8Array): void {
    const seq = gate.nextSeq();
    const id = batch.ids[i]!;
    const receivedAt = batch.receivedAts[i]!;
    events.add(seq, id, kind.source, batch.keys[i]!, kind.type, receivedAt, body.length);
    payloads.add(seq, headers, body);
    stretches.noteEvent(kind, seq);
    gate.add(i, id, receivedAt);
    owe(kind, batch, i, seq);
    const totals = counters.source(kind.source);
    totals.events += 1;
    totals.bytes += body.length;
    if (receivedAt > totals.lastAt) totals.lastAt = receivedAt;
  }

  function acceptOne(batch: EventBatch, i: number, headers: Uint8Array, body: Uint8Array): string | null {
    const kind = batch.kinds[batch.kindAts[i]!]!;
    const first = gate.find(i);
    if (first === undefined) {
      store(kind, batch, i, headers, body);
      return null;
    }
    repeats.add(first);
    counters.source(kind.source).repeats += 1;
    return first;
  }

  return (batch: EventBatch): (string | null)[] => {
    for (const table of tables) table.clear();
    const sources = batch.kindAts.map((at) => batch.kinds[at]!.source);
    gate.lookUp(sources, batch.keys);
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
