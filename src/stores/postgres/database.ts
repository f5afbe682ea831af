import { HookinboxError, isHookinboxError } from "../../errors.ts";
import type { Clock } from "../../types.ts";
import { isAnswer, isCollision, toStoreError } from "./failure.ts";

/** A value that goes with a statement. Arrays travel as Postgres arrays. */
export type Value = string | number | boolean | null | Uint8Array | readonly (string | number | boolean | null)[];
export type Row = Record<string, unknown>;

interface Query {
  readonly text: string;
  readonly values?: unknown[];
  readonly types?: { getTypeParser(oid: number): (text: string) => unknown };
  readonly query_timeout?: number;
}

/** What is used of a connection: a `pg.Client` has it. */
export interface PgConnection {
  // biome-ignore lint/suspicious/noExplicitAny: the app's driver may be of another version, whose rows are typed otherwise
  query(query: any): Promise<{ rows: any[] }>;
}

/** What is used of a connection that a pool lends. */
export interface PgClient extends PgConnection {
  release(destroy?: Error | boolean): void;
  on?(event: "error" | "end" | "notification", listener: () => void): unknown;
  removeListener?(event: "error", listener: () => void): unknown;
}

/** What is used of a pool: a `pg.Pool` has it. */
export interface PgPool extends PgConnection {
  connect(): Promise<PgClient>;
  /** How it connects; a thread of the store's makes a connection of its own from it. */
  readonly options?: object;
}

/**
 * The driver's answers are read by this table, not by its own: an app may have changed those for its own tables. Times
 * and counts fit a number.
 */
const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  16: (text) => text === "t",
  17: (text) => Buffer.from(text.slice(2), "hex"), // bytea, as \x…
  20: Number,
  21: Number,
  23: Number,
  1700: Number,
};
const asText = (text: string) => text;
const types = { getTypeParser: (oid: number) => PARSERS[oid] ?? asText };

/** Tries of a transaction that collides with another. */
const TRIES = 4;
/** How long a statement may take for which a sender or a worker waits, in ms: a server that hangs is trouble. */
export const SOON = 10_000;
/**
 * How long one of our transactions may wait for us between two statements, in ms: then the server ends it. A process that is
 * stopped, or a machine that vanishes, would keep the rows that it has locked from all others for as long as TCP has patience.
 */
const IDLE = 10_000;
/** The most that the server's setting takes. */
const MOST_IDLE = 2 ** 31 - 1;

/** One connection, or the pool: where a statement runs. */
export interface Runner {
  /**
   * Runs one statement; fails when it takes more than `timeout` ms.
   *
   * Never prepared: it is planned each time, for 0.3 ms a batch, with its values (so that only the partitions which they
   * name are looked at) and with the tables as large as they are. A plan that was kept from when the queue was empty
   * reads all of it when it is long: settling took 13 ms instead of 3 at 60,000 deliveries. And it goes through poolers
   * that give each transaction another session.
   */
  run(text: string, values?: readonly Value[], timeout?: number): Promise<Row[]>;
}

export interface Database extends Runner {
  /** For people. */
  readonly name: string;
  /** Fit for SQL as it is. */
  readonly schema: string;
  /** The injected present; `null`: the database's own. A statement's `$n` for it is read by `now()`. */
  present(): number | null;
  /** `READ COMMITTED`; runs again from the start when it collides. */
  transaction<T>(work: (runner: Runner) => Promise<T>): Promise<T>;
  /**
   * The same for work that is not ours, with the connection itself: run once, whatever happens. `idle`: ms that it may take
   * between two statements.
   */
  lend<T>(work: (runner: Runner, connection: PgClient) => Promise<T>, idle: number): Promise<T>;
}

/** The present inside a statement: the database's clock, or the value that the tests inject. */
export const now = (parameter: number): string =>
  `coalesce($${parameter}::bigint, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint)`;

/**
 * A table expression that makes the transaction's commit wait for the disk, whatever the session's or the app's setting:
 * stands in a statement, so it costs no round trip. Stronger settings than `on` stay.
 */
export const DURABLE = `(SELECT set_config('synchronous_commit',
  CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true)) AS durable`;

interface DatabaseOptions {
  readonly pool: PgPool;
  readonly name: string;
  readonly schema: string;
  readonly clock?: Clock;
  /** Hears of each failure, as one of our errors. */
  failed(error: Error): void;
}

export function createDatabase({ pool, name, schema, clock, failed }: DatabaseOptions): Database {
  const query = (text: string, values: readonly Value[], timeout?: number): Query => ({
    text,
    values: values.map((value) => (value instanceof Uint8Array ? toBuffer(value) : value)),
    types,
    query_timeout: timeout,
  });

  /** Runs, and turns what fails into one of our errors. A collision is no failure: it is tried again. */
  async function attempt<T>(work: () => Promise<T>, most = TRIES): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (error) {
        if (isCollision(error) && tries < most) continue;
        const cause = toStoreError(error, name);
        failed(cause);
        throw cause;
      }
    }
  }

  const on = (connection: PgConnection): Runner => ({
    run: async (text, values = [], timeout) => (await connection.query(query(text, values, timeout))).rows,
  });

  async function transact<T>(
    work: (runner: Runner, connection: PgClient) => Promise<T>,
    idle: number = IDLE,
  ): Promise<T> {
    const connection = await pool.connect();
    let broken = false;
    // A lent connection that is cut between two statements tells nobody but its listeners; without one the process ends.
    const cut = () => {
      broken = true;
    };
    connection.on?.("error", cut);
    try {
      const runner = on(connection);
      // One text is one round trip.
      await runner.run(`BEGIN; SET LOCAL idle_in_transaction_session_timeout = ${idle}`, [], SOON);
      const result = await work(runner, connection);
      await runner.run("COMMIT", [], SOON);
      return result;
    } catch (error) {
      // What is no answer of the server's leaves the connection in the middle of something: it is not used again.
      if (isAnswer(error) || isHookinboxError(error))
        await connection.query({ text: "ROLLBACK", query_timeout: SOON }).catch(() => (broken = true));
      else broken = true;
      throw error;
    } finally {
      connection.removeListener?.("error", cut);
      connection.release(broken);
    }
  }

  return {
    name,
    schema,
    present: () => clock?.() ?? null,
    run: (text, values, timeout) => attempt(() => on(pool).run(text, values, timeout)),
    transaction: (work) => attempt(() => transact(work)),
    lend: (work, idle) => attempt(() => transact(work, Math.min(Math.ceil(idle), MOST_IDLE)), 1),
  };
}

const toBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The driver that a URL needs. Loaded only here: an app on SQLite never reads it. */
export async function loadDriver() {
  try {
    return (await import("pg")).default;
  } catch (cause) {
    throw new HookinboxError("STORE_UNREACHABLE", "the Postgres driver could not be loaded", {
      cause,
      advice: "Install it: npm install pg.",
    });
  }
}
