import type { NewQuarantined } from "../store.ts";
import { type Database, type Runner, SOON } from "./database.ts";
import { joinHeaders, withoutNul } from "./text.ts";

/** Requests kept for each source, and bytes of their bodies: a flood pushes out its own oldest, and fills no disk. */
const QUARANTINE_COUNT = 1000;
const QUARANTINE_BYTES = 64 * 1024 * 1024;

export function createQuarantine(db: Database) {
  const s = db.schema;
  const insert = `
WITH added AS (
  INSERT INTO ${s}.quarantine (id, source, reason, detail, method, url, received_at, size, headers, body)
  SELECT i.id, i.source, i.reason, i.detail, i.method, i.url, i.received_at, i.size, i.headers,
    substring($11::bytea FROM i.start FOR i.size)
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::int[], $9::text[], $10::int[])
    WITH ORDINALITY AS i (id, source, reason, detail, method, url, received_at, size, headers, start, nth)
  ORDER BY i.nth RETURNING source
)
INSERT INTO ${s}.tallies (scope, name, quarantined) SELECT 'source', source, count(*) FROM added GROUP BY source`;

  // At least the newest stays, however large it is.
  const makeRoom = `
WITH gone AS (
  DELETE FROM ${s}.quarantine WHERE seq IN (
    SELECT seq FROM (
      SELECT q.seq, row_number() OVER newest AS nth, sum(q.size) OVER newest AS bytes
      FROM ${s}.quarantine q WHERE q.source = ANY($1::text[])
      WINDOW newest AS (PARTITION BY q.source ORDER BY q.seq DESC ROWS UNBOUNDED PRECEDING)
    ) AS kept WHERE nth > ${QUARANTINE_COUNT} OR (bytes > ${QUARANTINE_BYTES} AND nth > 1)
  ) RETURNING source
)
INSERT INTO ${s}.tallies (scope, name, quarantined) SELECT 'source', source, -count(*) FROM gone GROUP BY source`;

  async function add(batch: readonly NewQuarantined[]): Promise<void> {
    if (batch.length === 0) return;
    const column = <T>(of: (q: NewQuarantined) => T) => batch.map(of);
    let start = 1;
    const starts = column(({ body }) => {
      const at = start;
      start += body.length;
      return at;
    });
    const values = [
      column((q) => q.id),
      column((q) => q.source),
      column((q) => q.reason),
      column((q) => withoutNul(q.detail)),
      column((q) => withoutNul(q.method)),
      column((q) => withoutNul(q.url)),
      column((q) => q.receivedAt),
      column((q) => q.body.length),
      column((q) => joinHeaders(q.headers)),
      starts,
      Buffer.concat(column((q) => q.body)),
    ];
    await db.run(insert, values, SOON);
    await db.run(makeRoom, [[...new Set(column((q) => q.source))]], SOON);
  }

  /** `false`: it was not there any more. */
  async function remove({ run }: Runner, id: string): Promise<boolean> {
    const rows = await run(
      `WITH gone AS (DELETE FROM ${s}.quarantine WHERE id = $1 RETURNING source),
       tallied AS (INSERT INTO ${s}.tallies (scope, name, quarantined) SELECT 'source', source, -1 FROM gone)
       SELECT source FROM gone`,
      [id],
    );
    return rows.length > 0;
  }

  return { add, remove };
}
