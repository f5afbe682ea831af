import { IN_LANE, LAST_DUE } from "../due.ts";
import { refuseNewer, refuseOther } from "../tables.ts";
import type { Database, Runner } from "./database.ts";

/**
 * The steps from nothing to today's tables, each a list of statements; a step that has been released is never changed,
 * only followed. `$s` stands for the schema. Times are epoch milliseconds, ids the UUID part of ours.
 */
const STEPS: readonly (readonly string[])[] = [
  [
    // Partitioned by the id, whose first 48 bits are its time: retention drops a day's file instead of deleting its rows.
    `CREATE TABLE $s.events (
       id uuid PRIMARY KEY, source text NOT NULL, key text, type text NOT NULL, received_at bigint NOT NULL,
       size integer NOT NULL, owed integer NOT NULL, headers text NOT NULL, body bytea NOT NULL
     ) PARTITION BY RANGE (id)`,
    // Bodies are bytes that have often been compressed, and compressing costs more than the disk does.
    "ALTER TABLE $s.events ALTER COLUMN body SET STORAGE EXTERNAL",
    "CREATE INDEX events_source ON $s.events (source, id)",
    "CREATE INDEX events_type ON $s.events (type, id)",
    // The few that nobody is owed; else a list of them would read all.
    "CREATE INDEX events_unhandled ON $s.events (id) WHERE owed = 0",
    // 24 bytes for 128 pages: finds rows that are older than their id says.
    "CREATE INDEX events_received ON $s.events USING brin (received_at)",
    "CREATE TABLE $s.events_default PARTITION OF $s.events DEFAULT",
    // Tries that have ended. The one that was done stands for its delivery, which is deleted from the queue.
    `CREATE TABLE $s.attempts (
       event uuid NOT NULL, n integer NOT NULL, token integer NOT NULL, destination text NOT NULL,
       started_at bigint NOT NULL, ended_at bigint NOT NULL, outcome text NOT NULL, error text,
       PRIMARY KEY (event, n, token)
     ) PARTITION BY RANGE (event)`,
    "CREATE TABLE $s.attempts_default PARTITION OF $s.attempts DEFAULT",
    // The dedupe gate: SHA-256 of source and key, as an index row holds no key of more than 2.7 KB. Outlives the events.
    "CREATE TABLE $s.keys (digest bytea PRIMARY KEY, id uuid NOT NULL, seen_at bigint NOT NULL)",
    "CREATE INDEX keys_seen ON $s.keys USING brin (seen_at)",
    // The queue: what is owed, and the dead. No index holds state or lease, so a claim rewrites a row within its page
    // (HOT, which wants free space there) and the cost of a claim does not grow with what has been done.
    `CREATE TABLE $s.deliveries (
       event uuid NOT NULL, n integer NOT NULL, destination text NOT NULL, state text NOT NULL, sync boolean NOT NULL,
       size integer NOT NULL, due_at bigint NOT NULL, lease_until bigint NOT NULL DEFAULT 0,
       token integer NOT NULL DEFAULT 0, failures integer NOT NULL DEFAULT 0, crashes integer NOT NULL DEFAULT 0,
       worker text, started_at bigint,
       PRIMARY KEY (event, n)
     ) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000,
             autovacuum_vacuum_cost_delay = 0)`,
    "CREATE INDEX deliveries_due ON $s.deliveries (destination, due_at, event, n)",
    "CREATE TABLE $s.repeats (id uuid PRIMARY KEY, repeats bigint NOT NULL)",
    `CREATE TABLE $s.quarantine (
       seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text NOT NULL UNIQUE, source text NOT NULL,
       reason text NOT NULL, detail text NOT NULL, method text NOT NULL, url text NOT NULL, received_at bigint NOT NULL,
       size integer NOT NULL, headers text NOT NULL, body bytea NOT NULL
     )`,
    "CREATE INDEX quarantine_source ON $s.quarantine (source, seq)",
    "CREATE INDEX quarantine_received ON $s.quarantine (received_at)",
    // Changes of totals, added and never updated: two commits would wait for each other at one row. Summed up now and then.
    `CREATE TABLE $s.tallies (
       scope text NOT NULL, name text NOT NULL, events bigint NOT NULL DEFAULT 0, bytes bigint NOT NULL DEFAULT 0,
       repeats bigint NOT NULL DEFAULT 0, quarantined bigint NOT NULL DEFAULT 0, last_at bigint NOT NULL DEFAULT 0,
       pending bigint NOT NULL DEFAULT 0, running bigint NOT NULL DEFAULT 0, done bigint NOT NULL DEFAULT 0,
       dead bigint NOT NULL DEFAULT 0
     ) WITH (autovacuum_vacuum_scale_factor = 0.1)`,
  ],
  [
    // Results of ctx.once, as JSON; they leave with their event.
    `CREATE TABLE $s.steps (
       event uuid NOT NULL, n integer NOT NULL, name text NOT NULL, result text NOT NULL, PRIMARY KEY (event, n, name)
     )`,
  ],
  [
    // Lanes: deliveries of a destination that share a key run one after another. event and n: the delivery that holds the
    // lane; last: turns given. An accept takes the row's lock, so a lane's turns are in the order of commits.
    `CREATE TABLE $s.lanes (
       lane uuid PRIMARY KEY, destination text NOT NULL, key text NOT NULL, event uuid, n integer, last bigint NOT NULL,
       version double precision, at bigint NOT NULL
     ) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05)`,
    `ALTER TABLE $s.deliveries ADD COLUMN lane uuid, ADD COLUMN turn bigint, ADD COLUMN version double precision`,
    // What waits for its lane, and nothing else: who keeps no order pays nothing.
    `CREATE INDEX deliveries_waiting ON $s.deliveries (lane, turn) WHERE due_at = ${IN_LANE}`,
  ],
  [
    // Processes that are there, or were until lately; told is JSON.
    "CREATE TABLE $s.instances (id text PRIMARY KEY, seen_at bigint NOT NULL, told text NOT NULL)",
  ],
  [
    "ALTER TABLE $s.repeats ADD COLUMN first_at bigint, ADD COLUMN last_at bigint",
    // What people did, and the figures of each process: some rows a minute.
    `CREATE TABLE $s.notes (
       seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind text NOT NULL, subject text, at bigint NOT NULL,
       data text NOT NULL
     )`,
    "CREATE INDEX notes_kind ON $s.notes (kind, seq)",
    "CREATE INDEX notes_subject ON $s.notes (subject, seq) WHERE kind IN ('audit', 'edits')",
  ],
  [
    // Sources and destinations that are paused. Not taken away until what was parked is due again.
    `CREATE TABLE $s.pauses (
       id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind text NOT NULL, name text NOT NULL, at bigint NOT NULL,
       resuming boolean NOT NULL DEFAULT false, UNIQUE (kind, name)
     )`,
    `CREATE INDEX deliveries_parked ON $s.deliveries (due_at, event, n) WHERE due_at > ${LAST_DUE} AND due_at < ${IN_LANE}`,
    // Of destinations with a rate or a total: when the bucket of tokens is full again; ms for one token.
    "CREATE TABLE $s.limits (destination text PRIMARY KEY, full_at double precision NOT NULL, step double precision NOT NULL)",
    // Of destinations with a total: leases that run, or ran.
    "CREATE TABLE $s.slots (destination text, event uuid, n integer, token integer NOT NULL, PRIMARY KEY (destination, event, n))",
  ],
  [
    // Words of events, where `search` is on; written after their commit.
    "CREATE TABLE $s.search (event uuid PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX search_words ON $s.search USING gin (words)",
  ],
  [
    // What a destination was given: written by a settlement, never by an accept.
    "CREATE INDEX attempts_destination ON $s.attempts (destination, event)",
    // Of dead deliveries that a replay stands for, none is among the dead.
    `WITH replaced AS (
       UPDATE $s.deliveries d SET state = 'replaced' WHERE d.state = 'dead' AND (
         EXISTS (SELECT 1 FROM $s.deliveries l WHERE l.event = d.event AND l.destination = d.destination AND l.n > d.n)
         OR EXISTS (SELECT 1 FROM $s.attempts t WHERE t.event = d.event AND t.destination = d.destination AND t.n > d.n))
       RETURNING destination
     )
     INSERT INTO $s.tallies (scope, name, dead) SELECT 'destination', destination, -count(*) FROM replaced GROUP BY destination`,
  ],
];

export const SCHEMA_VERSION = STEPS.length;

/** Number of the lock that one migration, or one change of partitions, holds in a database: any that nobody else uses. */
export const lockOf = (schema: string): string => `hashtextextended('hookinbox:${schema}', 0)`;

/** The version of the tables; 0 when there are none. */
async function schemaVersion({ run }: Runner, schema: string): Promise<number> {
  // Read from the catalog's table: to_regclass() answers from a cache, which still knows of no table while this session
  // waited for another's migration.
  const [found] = await run(
    `SELECT 1 AS found FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = 'meta'`,
    [schema],
  );
  if (!found) return 0;
  const [row] = await run(`SELECT value FROM ${schema}.meta WHERE name = 'schema'`);
  return Number(row?.value ?? 0);
}

function checkKnown(db: Database, version: number): void {
  refuseNewer(called(db), version, SCHEMA_VERSION);
}

const called = ({ name, schema }: Database): string => `${name}: schema ${schema}`;

/** For who only looks: the tables of today are there. */
export async function checkTables(db: Database): Promise<void> {
  refuseOther(called(db), await schemaVersion(db, db.schema), SCHEMA_VERSION);
}

/** The next step, with its number, in one transaction that one instance at a time has. `false`: there was none. */
async function nextStep(db: Database, runner: Runner): Promise<boolean> {
  // For the transaction and not for the session: it ends with the process that holds it, and goes through any pooler.
  await runner.run(`SELECT pg_advisory_xact_lock(${lockOf(db.schema)})`);
  const version = await schemaVersion(runner, db.schema);
  checkKnown(db, version);
  const step = STEPS[version];
  if (step === undefined) return false;
  if (version === 0) {
    // Asked first: CREATE SCHEMA wants a right on the database even when the schema is there.
    const [found] = await runner.run("SELECT 1 AS found FROM pg_catalog.pg_namespace WHERE nspname = $1", [db.schema]);
    if (!found) await runner.run(`CREATE SCHEMA ${db.schema}`);
    await runner.run(`CREATE TABLE IF NOT EXISTS ${db.schema}.meta (name text PRIMARY KEY, value bigint NOT NULL)`);
  }
  for (const statement of step) await runner.run(statement.replaceAll("$s", db.schema));
  await runner.run(
    `INSERT INTO ${db.schema}.meta (name, value) VALUES ('schema', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [version + 1],
  );
  return true;
}

/** Brings the schema to today's tables. Each step commits with its number, so a killed migration goes on where it was. */
export async function migrate(db: Database): Promise<void> {
  const version = await schemaVersion(db, db.schema);
  checkKnown(db, version);
  if (version === SCHEMA_VERSION) return;
  while (await db.transaction((runner) => nextStep(db, runner)));
}
