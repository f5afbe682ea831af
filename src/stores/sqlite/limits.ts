import { fullAfter, stepOf, tokensAt } from "../limits.ts";
import type { ClaimFrom } from "../store.ts";
import type { Place } from "./claim.ts";
import type { Database } from "./driver.ts";

export interface Limits {
  /** How many of a destination may be leased now, as its rate and its total over all processes allow. */
  room(from: ClaimFrom, now: number): number;
  /** One of them has been leased. */
  take(from: ClaimFrom, place: Place, token: number, now: number): void;
  /** One was given back untried. */
  giveBack(destination: string): void;
}

/**
 * What a destination is held to over all processes. Who sets no such limit has no row here, and is not looked for. A slot
 * is one that runs: it says so itself no longer once its delivery is settled or its lease has run out, so nothing has to
 * be undone after a crash.
 */
export function createLimits(db: Database): Limits {
  const readBucket = db.prepare("SELECT full_at FROM hookinbox_limits WHERE destination = ?");
  const writeBucket = db.prepare(
    `INSERT INTO hookinbox_limits (destination, full_at, step) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET full_at = excluded.full_at, step = excluded.step`,
  );
  const refill = db.prepare("UPDATE hookinbox_limits SET full_at = full_at - step WHERE destination = ?");
  const sweep = db.prepare(
    `DELETE FROM hookinbox_slots WHERE destination = ?1 AND NOT EXISTS (
       SELECT 1 FROM hookinbox_deliveries d WHERE d.seq = hookinbox_slots.seq AND d.n = hookinbox_slots.n
         AND d.token = hookinbox_slots.token AND d.state = 'running' AND d.lease_until > ?2)`,
  );
  const taken = db.prepare("SELECT count(*) AS count FROM hookinbox_slots WHERE destination = ?");
  const occupy = db.prepare("INSERT OR REPLACE INTO hookinbox_slots (destination, seq, n, token) VALUES (?, ?, ?, ?)");

  const fullAt = (destination: string): number => Number(readBucket.get(destination)?.full_at ?? 0);

  return {
    room({ name, rate, total }, now) {
      const tokens = rate ? tokensAt(rate, fullAt(name), now) : Number.POSITIVE_INFINITY;
      if (total === undefined || tokens === 0) return tokens;
      sweep.run(name, now);
      return Math.min(tokens, Math.max(0, total - Number(taken.get(name)?.count)));
    },
    take({ name, rate, total }, { seq, n }, token, now) {
      if (rate) writeBucket.run(name, fullAfter(rate, fullAt(name), now, 1), stepOf(rate));
      if (total !== undefined) occupy.run(name, seq, n, token);
    },
    giveBack: (destination) => void refill.run(destination),
  };
}
