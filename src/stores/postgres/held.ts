/**
 * The delivery of `i`, locked, if `i`'s lease still holds it. Asked for one by one: joined, Postgres read the whole queue
 * for a batch of 200, and settling took 10 ms instead of 3 at 30,000 deliveries.
 */
export const heldSql = (s: string, more = "") => `LATERAL (
    SELECT d.destination, d.lane, d.version FROM ${s}.deliveries d
    WHERE d.event = i.event AND d.n = i.n AND d.token = i.token AND d.state = 'running' ${more} FOR UPDATE
  )`;
