import { deliveryId } from "../../ids.ts";
import type { Database } from "./driver.ts";

/** New deliveries of a stored event; `undefined` when it, or its bytes, are not there. */
export function createReplay(db: Database) {
  const find = db.prepare(
    `SELECT e.seq, (SELECT coalesce(max(n), -1) FROM hookinbox_deliveries d WHERE d.seq = e.seq) AS last
     FROM hookinbox_events e JOIN hookinbox_payloads p ON p.seq = e.seq WHERE e.id = ?`,
  );
  const insert = db.prepare(
    "INSERT INTO hookinbox_deliveries (seq, n, destination, state, due_at) VALUES (?, ?, ?, 'pending', ?)",
  );

  return (id: string, destinations: readonly string[], now: number): string[] | undefined => {
    const event = find.get(id) as { seq: number; last: number } | undefined;
    if (!event) return undefined;
    return destinations.map((destination, i) => {
      const n = event.last + 1 + i;
      insert.run(event.seq, n, destination, now);
      return deliveryId(id, n);
    });
  };
}
