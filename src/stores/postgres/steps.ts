import { parseDeliveryId } from "../../ids.ts";
import type { LeaseRef } from "../store.ts";
import { type Database, DURABLE, SOON } from "./database.ts";
import { toUuid } from "./text.ts";

/** Results of `ctx.once`: a row for each step of a delivery, written by whoever holds its lease. */
export function createSteps(db: Database) {
  const s = db.schema;
  const held = "event = $1 AND n = $2 AND token = $3 AND state = 'running'";
  const valuesOf = ({ delivery, token }: LeaseRef) => {
    const at = parseDeliveryId(delivery);
    return at && [toUuid(at.event), at.n, token];
  };

  return {
    async recall(ref: LeaseRef, step: string): Promise<{ held: boolean; result?: string }> {
      const values = valuesOf(ref);
      if (!values) return { held: false };
      const [row] = await db.run(
        `SELECT EXISTS (SELECT 1 FROM ${s}.deliveries WHERE ${held}) AS held,
           (SELECT result FROM ${s}.steps WHERE event = $1 AND n = $2 AND name = $4) AS result`,
        [...values, step],
        SOON,
      );
      return { held: row?.held === true, result: (row?.result as string | null) ?? undefined };
    },
    async keep(ref: LeaseRef, step: string, result: string): Promise<boolean> {
      const values = valuesOf(ref);
      if (!values) return false;
      // The delivery's row is locked, so that the lease cannot be lost between the look and the record.
      const rows = await db.run(
        `WITH held AS (SELECT event, n FROM ${s}.deliveries WHERE ${held} FOR UPDATE), kept AS (
           INSERT INTO ${s}.steps (event, n, name, result) SELECT event, n, $4, $5 FROM held ON CONFLICT DO NOTHING
         ) SELECT h.n FROM ${DURABLE} CROSS JOIN held h`,
        [...values, step, result],
        SOON,
      );
      return rows.length > 0;
    },
  };
}
