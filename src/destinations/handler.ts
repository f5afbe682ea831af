import { header, headersOf } from "../headers.ts";
import { type Payload, parsePayload } from "../payload.ts";
import { type Schema, validate } from "../schema.ts";
import type { Lease } from "../stores/store.ts";
import type { HeaderBag, StoredEvent } from "../types.ts";
import type { Delivering, Destination, Stop, Work } from "./destination.ts";

/** What a handler is given. */
export interface HandledEvent<Payload = unknown, Type extends string = string> {
  /** `evt_…`: the same in every attempt, so fit for an idempotency key. */
  readonly id: string;
  readonly source: string;
  /** The provider's own id of the event; `null` where it gives none. */
  readonly key: string | null;
  readonly type: Type;
  /** Names in lower case; several lines of one name are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes as they were received. */
  readonly body: Uint8Array;
  /** The body read by its content type, on first use: JSON, or a form as nested objects; `undefined` for anything else. */
  readonly payload: Payload;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

export interface HandlerContext {
  /** 1 for the first try. */
  readonly attempt: number;
  /** `dlv_…`: the same in every attempt, another after a replay. */
  readonly delivery: string;
  /** Fires when the time is up or the worker stops. Hand it to `fetch` and the like. */
  readonly signal: AbortSignal;
  readonly log: HandlerLog;
  /**
   * Runs your function inside the store's own transaction, and marks the delivery done in it: what the function writes
   * and the mark are there together, or neither is. Resolves to what the function returned, once that is on disk.
   *
   * On SQLite the function is synchronous and gets a connection to the store's file, shaped as `node:sqlite`'s
   * `DatabaseSync`; on Postgres it may be async and gets the transaction's client, shaped as `pg`'s `PoolClient`, which
   * drizzle and kysely take as well. What it throws rolls all back. Once in an attempt, and not in `memory:`.
   *
   * @throws HookinboxError `LEASE_LOST` when another worker has the delivery by now: nothing was written
   * @example await ctx.commit((db: SqliteTransaction) => db.prepare("INSERT INTO paid (id) VALUES (?)").run(event.id));
   */
  commit<Result, Tx = unknown>(work: (tx: Tx) => Result): Promise<Awaited<Result>>;
  /**
   * Runs a step and keeps its result, as JSON of at most 256 KiB: a retry gets the result and does not run the step
   * again. A crash between the step and its record runs it twice, so hand on the key: it is the same each time.
   *
   * @example const charge = await ctx.once("charge", (key) => stripe.charges.create(order, { idempotencyKey: key }));
   */
  once<Result>(name: string, step: (key: string) => Result): Promise<Awaited<Result>>;
}

/** What `ctx.commit` hands a function on SQLite: a part of `node:sqlite`'s `DatabaseSync`. */
export interface SqliteTransaction {
  exec(sql: string): void;
  prepare(sql: string): {
    run(...values: SqliteValue[]): { changes: number | bigint; lastInsertRowid: number | bigint };
    get(...values: SqliteValue[]): Record<string, unknown> | undefined;
    all(...values: SqliteValue[]): Record<string, unknown>[];
  };
}
export type SqliteValue = string | number | bigint | null | Uint8Array;

/** What `ctx.commit` hands a function on Postgres: a part of `pg`'s `PoolClient`. */
export interface PostgresTransaction {
  query(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ rows: Record<string, unknown>[]; rowCount: number | null }>;
}

/** One line each, with the event's and the delivery's ids beside it. */
export interface HandlerLog {
  debug(message: unknown, fields?: object): void;
  info(message: unknown, fields?: object): void;
  warn(message: unknown, fields?: object): void;
  error(message: unknown, fields?: object): void;
}

/**
 * Your function. It is run again until it returns without throwing, so it should be safe to run twice; throw
 * `DoNotRetry` or `RetryAfter` to steer.
 *
 * @example const opened: Handler = async (event, ctx) => { await notify(event.payload, { signal: ctx.signal }); };
 */
export type Handler<Payload = unknown> = (event: HandledEvent<Payload>, ctx: HandlerContext) => unknown;

/** An event as a handler sees it. `payload`: where it has been read already. */
export function toHandledEvent(event: Omit<StoredEvent, "size">, jsonField?: string, payload?: Payload): HandledEvent {
  const handled = new LazyEvent(event, jsonField);
  if (payload && "value" in payload) handled.payload = payload.value;
  return handled;
}

/** The headers in which an event's provider sends its secret: for handlers of ours that hand events on. */
export const credentialsOf = (event: HandledEvent): readonly string[] => LazyEvent.credentialsOf(event);

class LazyEvent implements HandledEvent {
  readonly id: string;
  readonly source: string;
  readonly key: string | null;
  readonly type: string;
  readonly body: Uint8Array;
  readonly receivedAt: number;
  readonly #bag: HeaderBag;
  readonly #jsonField: string | undefined;
  readonly #credentials: readonly string[];
  #headers: Record<string, string> | undefined;
  #payload: { value: unknown } | undefined;

  constructor(event: Omit<StoredEvent, "size">, jsonField: string | undefined, credentials: readonly string[] = []) {
    this.#jsonField = jsonField;
    this.#credentials = credentials;
    ({
      id: this.id,
      source: this.source,
      key: this.key,
      type: this.type,
      body: this.body,
      receivedAt: this.receivedAt,
    } = event);
    this.#bag = event.headers;
  }

  static credentialsOf(event: HandledEvent): readonly string[] {
    return #credentials in event ? event.#credentials : [];
  }

  get headers(): Readonly<Record<string, string>> {
    this.#headers ??= headersOf(this.#bag);
    return this.#headers;
  }

  get payload(): unknown {
    if (!this.#payload) {
      const read = parsePayload(this.body, header(this.#bag, "content-type"), this.#jsonField);
      this.#payload = { value: "value" in read ? read.value : undefined };
    }
    return this.#payload.value;
  }

  set payload(value: unknown) {
    this.#payload = { value };
  }
}

class Context implements HandlerContext {
  readonly attempt: number;
  readonly delivery: string;
  readonly log: HandlerLog;
  readonly #stop: Stop;
  readonly #work: Work;

  constructor({ attempt, delivery }: Lease, stop: Stop, work: Work, log: HandlerLog) {
    this.attempt = attempt;
    this.delivery = delivery;
    this.log = log;
    this.#stop = stop;
    this.#work = work;
  }

  commit<Result, Tx = unknown>(work: (tx: Tx) => Result): Promise<Awaited<Result>> {
    return this.#work.commit(work);
  }

  once<Result>(name: string, step: (key: string) => Result): Promise<Awaited<Result>> {
    return this.#work.once(name, step);
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }
}

export interface HandlerSettings extends Delivering {
  readonly fn: Handler;
  /** The provider's field of JSON in a form. */
  readonly jsonField?: string;
  /** Headers in which the source's provider sends its secret. */
  readonly credentials: readonly string[];
  readonly schema?: Schema;
  readonly log: (lease: Lease) => HandlerLog;
}

/** A function of yours as a destination. */
export function toHandlerDestination(settings: HandlerSettings): Destination {
  const { fn, jsonField, credentials, schema, log, ...destination } = settings;
  return {
    ...destination,
    deliver: async (lease, stop, work) => {
      const event = new LazyEvent(lease.event, jsonField, credentials);
      if (schema) event.payload = await validate(schema, event.payload);
      await fn(event, new Context(lease, stop, work, log(lease)));
    },
  };
}
