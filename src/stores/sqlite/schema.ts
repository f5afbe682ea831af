import { IN_LANE, LAST_DUE } from "../due.ts";
import type { Database } from "./driver.ts";

/**
 * The steps from nothing to today's tables; a step that has been released is never changed, only followed.
 * All names begin with `hookinbox_`: your own tables may stand in the same file.
 */
const STEPS: readonly string[] = [
  `
  -- seq is the order of commits. Narrow rows: a list reads no payloads.
  CREATE TABLE hookinbox_events (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, key TEXT, type TEXT NOT NULL,
    received_at INTEGER NOT NULL, size INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE hookinbox_payloads (seq INTEGER PRIMARY KEY, headers BLOB NOT NULL, body BLOB NOT NULL) STRICT;
  -- The dedupe gate, behind the newest keys that key-gate.ts holds in memory. Outlives the events.
  CREATE TABLE hookinbox_keys (
    source TEXT NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL, seen_at INTEGER NOT NULL, PRIMARY KEY (source, key)
  ) STRICT, WITHOUT ROWID;
  -- The queue. due_at is the delay, lease_until the lease: an expired lease comes back by the same query.
  CREATE TABLE hookinbox_deliveries (
    seq INTEGER NOT NULL, n INTEGER NOT NULL, destination TEXT NOT NULL,
    state TEXT NOT NULL, due_at INTEGER NOT NULL, lease_until INTEGER NOT NULL DEFAULT 0,
    token INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0, crashes INTEGER NOT NULL DEFAULT 0,
    worker TEXT, started_at INTEGER, ended_at INTEGER,
    PRIMARY KEY (seq, n)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX hookinbox_due ON hookinbox_deliveries (destination, due_at) WHERE state IN ('pending', 'running');
  CREATE INDEX hookinbox_dead ON hookinbox_deliveries (destination, seq) WHERE state = 'dead';
  -- Tries that did not succeed; the one that did stands in its delivery.
  CREATE TABLE hookinbox_attempts (
    seq INTEGER NOT NULL, n INTEGER NOT NULL, token INTEGER NOT NULL,
    started_at INTEGER NOT NULL, ended_at INTEGER NOT NULL, outcome TEXT NOT NULL, error TEXT,
    PRIMARY KEY (seq, n, token)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE hookinbox_repeats (id TEXT PRIMARY KEY, repeats INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE hookinbox_quarantine (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL,
    method TEXT NOT NULL, received_at INTEGER NOT NULL, size INTEGER NOT NULL,
    url TEXT NOT NULL, headers BLOB NOT NULL, body BLOB NOT NULL
  ) STRICT;
  CREATE INDEX hookinbox_quarantine_source ON hookinbox_quarantine (source);
  CREATE TABLE hookinbox_counters (
    scope TEXT NOT NULL, name TEXT NOT NULL, counter TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (scope, name, counter)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Results of ctx.once, as JSON; they leave with their event.
  CREATE TABLE hookinbox_steps (
    seq INTEGER NOT NULL, n INTEGER NOT NULL, name TEXT NOT NULL, result TEXT NOT NULL, PRIMARY KEY (seq, n, name)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Lanes: deliveries of a destination that share a key run one after another. seq and n: the delivery that holds the lane.
  CREATE TABLE hookinbox_lanes (
    destination TEXT NOT NULL, key TEXT NOT NULL, seq INTEGER, n INTEGER, version REAL, at INTEGER NOT NULL,
    PRIMARY KEY (destination, key)
  ) STRICT, WITHOUT ROWID;
  ALTER TABLE hookinbox_deliveries ADD COLUMN lane TEXT;
  ALTER TABLE hookinbox_deliveries ADD COLUMN version REAL;
  -- What waits for its lane, and nothing else: who keeps no order pays nothing.
  CREATE INDEX hookinbox_waiting ON hookinbox_deliveries (destination, lane, seq, n) WHERE due_at = ${IN_LANE};
  `,
  `
  -- Processes that are there, or were until lately; told is JSON.
  CREATE TABLE hookinbox_instances (
    id TEXT PRIMARY KEY, seen_at INTEGER NOT NULL, told TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- The newest dead, over all destinations. Written only when a delivery dies.
  CREATE INDEX hookinbox_dead_newest ON hookinbox_deliveries (seq) WHERE state = 'dead';
  ALTER TABLE hookinbox_repeats ADD COLUMN first_at INTEGER;
  ALTER TABLE hookinbox_repeats ADD COLUMN last_at INTEGER;
  CREATE TABLE hookinbox_notes (
    seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT, at INTEGER NOT NULL, data TEXT NOT NULL
  ) STRICT;
  CREATE INDEX hookinbox_notes_kind ON hookinbox_notes (kind, seq);
  CREATE INDEX hookinbox_notes_subject ON hookinbox_notes (subject, seq) WHERE kind IN ('audit', 'edits');
  `,
  `
  -- Sources and destinations that are paused. Not taken away until what was parked is due again.
  CREATE TABLE hookinbox_pauses (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL,
    resuming INTEGER NOT NULL DEFAULT 0, UNIQUE (kind, name)
  ) STRICT;
  CREATE INDEX hookinbox_parked ON hookinbox_deliveries (due_at, seq, n) WHERE due_at > ${LAST_DUE} AND due_at < ${IN_LANE};
  -- Of destinations with a rate: when the bucket of tokens is full again; ms for one token.
  CREATE TABLE hookinbox_limits (destination TEXT PRIMARY KEY, full_at REAL NOT NULL, step REAL NOT NULL) STRICT, WITHOUT ROWID;
  -- Of destinations with a total: leases that run, or ran.
  CREATE TABLE hookinbox_slots (
    destination TEXT NOT NULL, seq INTEGER NOT NULL, n INTEGER NOT NULL, token INTEGER NOT NULL,
    PRIMARY KEY (destination, seq, n)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Where a destination's deliveries are, by 1,024 events: rows are few, and an accept seldom writes one.
  CREATE TABLE hookinbox_stretches (
    destination TEXT NOT NULL, stretch INTEGER NOT NULL, PRIMARY KEY (destination, stretch)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO hookinbox_stretches SELECT DISTINCT destination, seq / 1024 FROM hookinbox_deliveries;
  -- Of dead deliveries that a replay stands for, none is among the dead.
  UPDATE hookinbox_deliveries AS d SET state = 'replaced' WHERE d.state = 'dead' AND EXISTS (
    SELECT 1 FROM hookinbox_deliveries l WHERE l.seq = d.seq AND l.destination = d.destination AND l.n > d.n);
  -- What is leased just now: a page or two.
  CREATE INDEX hookinbox_running ON hookinbox_deliveries (seq) WHERE state = 'running';
  `,
  `
  -- Stretches have sources and types as well as destinations. '' is for types beyond the 64 that a stretch names.
  ALTER TABLE hookinbox_stretches RENAME TO hookinbox_stretches_before;
  CREATE TABLE hookinbox_stretches (
    kind TEXT NOT NULL, name TEXT NOT NULL, stretch INTEGER NOT NULL, PRIMARY KEY (kind, name, stretch)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO hookinbox_stretches SELECT 'destination', destination, stretch FROM hookinbox_stretches_before;
  INSERT INTO hookinbox_stretches SELECT DISTINCT 'source', source, seq / 1024 FROM hookinbox_events;
  INSERT INTO hookinbox_stretches SELECT DISTINCT 'type', iif(nth <= 64, type, ''), stretch FROM (
    SELECT type, stretch, row_number() OVER (PARTITION BY stretch ORDER BY type) AS nth
    FROM (SELECT DISTINCT type, seq / 1024 AS stretch FROM hookinbox_events));
  DROP TABLE hookinbox_stretches_before;
  -- What is open is counted as it changes.
  INSERT INTO hookinbox_counters SELECT 'destination', destination, 'open', count(*) FROM hookinbox_deliveries
    WHERE state IN ('pending', 'running') GROUP BY destination;
  `,
];

export const SCHEMA_VERSION = STEPS.length;

/** The version of the tables in the file; 0 when there are none. */
export function schemaVersion(db: Database): number {
  const meta = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'hookinbox_meta'").get();
  if (!meta) return 0;
  const row = db.prepare("SELECT value FROM hookinbox_meta WHERE name = 'schema'").get();
  return Number(row?.value ?? 0);
}

/** Brings the file to today's tables. Each step commits with its number, so a killed migration goes on where it was. */
export function migrate(db: Database): void {
  for (;;) {
    db.exec("BEGIN IMMEDIATE");
    try {
      const version = schemaVersion(db);
      const step = STEPS[version];
      if (step === undefined) {
        db.exec("COMMIT");
        return;
      }
      db.exec(
        "CREATE TABLE IF NOT EXISTS hookinbox_meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID",
      );
      db.exec(step);
      db.prepare("INSERT OR REPLACE INTO hookinbox_meta (name, value) VALUES ('schema', ?)").run(version + 1);
      db.exec("COMMIT");
    } catch (error) {
      if (db.isTransaction) db.exec("ROLLBACK");
      throw error;
    }
  }
}
