import { isHookinboxError } from "../../errors.ts";
import type { Notice } from "../../observe.ts";
import type { Accepted, ClaimRequest, Commit, Lease, LeaseRef, NewEvent, Store } from "../store.ts";
import { createAccept } from "./accept.ts";
import { createArchive } from "./archive.ts";
import { readBacklog } from "./backlog.ts";
import { renewingNotice, startCompanion } from "./beside.ts";
import { createClaim } from "./claim.ts";
import { createCommit } from "./commit.ts";
import type { Companion } from "./companion.ts";
import { type Connected, connect, nameOf, type PostgresOptions, startingUp } from "./connect.ts";
import { createDatabase, type Database, type PgPool, SOON } from "./database.ts";
import { toStoreError } from "./failure.ts";
import { createHealth } from "./health.ts";
import { createInstances } from "./instances.ts";
import { renewLeases } from "./leases.ts";
import { createNotes } from "./notes.ts";
import { createNudge } from "./nudge.ts";
import { addDays } from "./partitions.ts";
import { createPauses } from "./pauses.ts";
import { createPrune } from "./prune.ts";
import { createQuarantine } from "./quarantine.ts";
import { createRepeats } from "./repeats.ts";
import { createReplay, createSkip } from "./replay.ts";
import { migrate } from "./schema.ts";
import { startIndexing } from "./search.ts";
import { checkServer, type ServerReport } from "./server.ts";
import { createSettle } from "./settle.ts";
import { readStats } from "./stats.ts";
import { createSteps } from "./steps.ts";
import { COMPACT_EVERY, compactTallies } from "./tallies.ts";

export type { PostgresOptions } from "./connect.ts";
export type { PgConnection, PgPool } from "./database.ts";
export type { ServerReport } from "./server.ts";

export interface PostgresStore extends Store {
  /** How the server is set, as found by `open()`. */
  server(): ServerReport | undefined;
  /** Calls the listener when another process has stored something that may be due. Saves a poll; promises nothing. */
  onWork(listener: () => void): void;
}

/** Connections that a pool may have; `pg`'s own default where it does not say. */
const connectionsOf = ({ options }: PgPool): number => Number((options as { max?: unknown } | undefined)?.max ?? 10);

/** Everything that stands on an open database. */
function createParts(db: Database, connections: number, search: boolean) {
  const repeats = createRepeats(db);
  const pauses = createPauses(db);
  const settle = createSettle(db);
  return {
    db,
    repeats,
    accept: createAccept(db, repeats.add),
    claim: createClaim(db, pauses),
    pauses,
    settle,
    commit: createCommit(db, settle, connections),
    steps: createSteps(db),
    instances: createInstances(db),
    quarantine: createQuarantine(db),
    replay: createReplay(db),
    skip: createSkip(db),
    prune: createPrune(db),
    archive: createArchive(db, search),
    indexing: search ? startIndexing(db) : undefined,
    notes: createNotes(db),
    nudge: createNudge(db),
  };
}

/**
 * A store in a schema of a Postgres database, 14 or later. Any number of processes may share it.
 *
 * @example
 * const store = postgresStore({ url: "postgres://hookinbox:secret@127.0.0.1/app" });
 * await store.open();
 *
 * @example
 * const store = postgresStore({ pool: new pg.Pool() }); // the app's own
 */
export function postgresStore(options: PostgresOptions): PostgresStore {
  const { clock } = options;
  const listeners: (() => void)[] = [];
  const noticing: ((notice: Notice) => void)[] = [];
  let connected: Connected | undefined;
  let parts: ReturnType<typeof createParts> | undefined;
  let server: ServerReport | undefined;
  let companion: Companion | undefined;
  let compacting: NodeJS.Timeout | undefined;
  const health = createHealth(() =>
    opened().db.run(
      `INSERT INTO ${opened().db.schema}.meta (name, value) VALUES ('probe', 1) ON CONFLICT (name) DO UPDATE SET value = 1`,
      [],
      SOON,
    ),
  );

  const opened = () => {
    if (!parts) throw new Error("the store is not open");
    return parts;
  };
  const beside = (): Companion => {
    if (!connected) throw new Error("the store is not open");
    companion ??= startCompanion(connected.pool, connected.schema, {
      onWork: () => {
        for (const listener of listeners) listener();
      },
      onRenewing: (renewing, cause) => {
        for (const tell of noticing) tell(renewingNotice(renewing, cause));
      },
    });
    return companion;
  };

  async function start(to: Connected): Promise<void> {
    const { pool, name, schema } = to;
    const db = createDatabase({ pool, name, schema, clock, failed: health.failed });
    // Straight to the pool: what fails at the start is told as what to mend, not as what passes.
    const plain = { run: async (text: string) => (await pool.query({ text })).rows };
    try {
      server = await checkServer(plain, name, to.unsafe);
    } catch (error) {
      throw toStoreError(error, name, { starting: true });
    }
    await startingUp(name, () => migrate(db));
    await startingUp(name, () => addDays(db).catch(unlessLocked));
    parts = createParts(db, connectionsOf(pool), options.search ?? false);
    if (listeners.length > 0) beside().listen();
    compacting = setInterval(() => void compactTallies(db).catch(() => {}), COMPACT_EVERY);
    compacting.unref();
  }

  async function open(): Promise<void> {
    connected = await connect(options);
    try {
      await start(connected);
    } catch (error) {
      await close();
      throw error;
    }
  }

  /** May be called again, and after an `open` that failed. */
  async function close(): Promise<void> {
    const [ending, using] = [connected, parts];
    connected = parts = undefined;
    clearInterval(compacting);
    health.stop();
    await using?.indexing?.stop();
    await using?.nudge.stop();
    await using?.repeats.stop();
    await companion?.close();
    companion = undefined;
    await ending?.end().catch(() => {});
  }

  async function accept(batch: readonly NewEvent[]): Promise<Accepted[]> {
    const accepted = await opened().accept(opened().db, batch);
    if (accepted.some(({ duplicate }) => !duplicate)) opened().nudge.soon();
    return accepted;
  }

  async function claim(request: ClaimRequest): Promise<Lease[]> {
    const leases = await opened().claim(request);
    const holdFor = new Map(request.destinations.map((from) => [from.name, from.holdFor]));
    const shift = clock ? clock() - Date.now() : null;
    const held = leases.flatMap(({ delivery, token, destination }) => {
      const ms = holdFor.get(destination);
      return ms === undefined ? [] : [{ delivery, token, lease: request.lease, holdUntil: Date.now() + ms, shift }];
    });
    if (held.length > 0) beside().hold(held);
    return leases;
  }

  return {
    name: nameOf(options),
    open,
    close,
    trouble: health.trouble,
    // Postgres itself stops at a flush that failed, and its crash recovery makes it well: nothing here is fatal.
    onFatal: () => {},
    onWork(listener) {
      listeners.push(listener);
      if (parts) beside().listen();
    },
    onNotice: (listener) => void noticing.push(listener),
    server: () => server,
    accept,
    quarantine: (batch) => opened().quarantine.add(batch),
    release: (event, quarantined) =>
      opened().db.transaction(async (runner) => {
        if (!(await opened().quarantine.remove(runner, quarantined))) return undefined;
        return (await opened().accept(runner, [event]))[0];
      }),
    claim,
    renew: (leases, lease) => renewLeases(opened().db, opened().db.schema, leases, lease, opened().db.present()),
    async settle(batch) {
      const written = await opened().settle(opened().db, batch);
      companion?.drop(batch satisfies readonly LeaseRef[]);
      return written;
    },
    async commit<T>(of: Commit, work: (tx: unknown) => T): Promise<Awaited<T>> {
      const result: Awaited<T> = await opened().commit(of, work);
      companion?.drop([{ delivery: of.delivery, token: of.token }]);
      return result;
    },
    recall: (ref, step) => opened().steps.recall(ref, step),
    keep: (ref, step, result) => opened().steps.keep(ref, step, result),
    list: (query) => opened().archive.list(query),
    get: (id) => opened().archive.get(id),
    body: (id) => opened().archive.body(id),
    async replay(id, destinations, lanes) {
      const deliveries = await opened().replay(id, destinations, lanes);
      if (deliveries) opened().nudge.soon();
      return deliveries;
    },
    async skip(id) {
      const skipped = await opened().skip(id);
      if (skipped.length > 0) opened().nudge.soon();
      return skipped;
    },
    quarantined: (query) => opened().archive.quarantined(query),
    quarantinedOne: (id) => opened().archive.quarantinedOne(id),
    pause: (what) => opened().pauses.pause(what),
    async resume(what) {
      const resumed = await opened().pauses.resume(what);
      await opened().pauses.unpark();
      opened().nudge.soon();
      return resumed;
    },
    async prune(retention, tell) {
      await opened().pauses.unpark();
      return await opened().prune(retention, tell);
    },
    feed: (query) => opened().archive.feed(query),
    dead: (query) => opened().archive.dead(query),
    note: (notes) => opened().notes.note(notes),
    notes: (query) => opened().notes.notes(query),
    stats: () => readStats(opened().db),
    backlog: (ask) => readBacklog(opened().db, ask),
    present: (instance) => opened().instances.present(instance),
    leave: (id) => opened().instances.leave(id),
    instances: () => opened().instances.list(),
  };
}

/** Partitions are made in time to spare: a long query that is in their way now will not be there in an hour. */
function unlessLocked(error: unknown): void {
  if (!isHookinboxError(error) || error.code !== "STORE_LOCKED") throw error;
}
