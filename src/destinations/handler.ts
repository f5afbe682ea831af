import { header, headersOf } from "../headers.ts";
import { type Payload, parsePayload } from "../payload.ts";
import { type Schema, validate } from "../schema.ts";
import type { Lease } from "../stores/store.ts";
import type { HeaderBag, StoredEvent } from "../types.ts";
import type { Destination, Stop } from "./destination.ts";

/** What a handler is given. */
export interface HandledEvent<Payload = unknown> {
  /** `evt_…`: the same in every attempt, so fit for an idempotency key. */
  readonly id: string;
  readonly source: string;
  /** The provider's own id of the event; `null` where it gives none. */
  readonly key: string | null;
  readonly type: string;
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
  /** Fires when the time is up or the worker stops. Hand it to `fetch` and the like. */
  readonly signal: AbortSignal;
  readonly log: HandlerLog;
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

class LazyEvent implements HandledEvent {
  readonly id: string;
  readonly source: string;
  readonly key: string | null;
  readonly type: string;
  readonly body: Uint8Array;
  readonly receivedAt: number;
  readonly #bag: HeaderBag;
  readonly #jsonField: string | undefined;
  #headers: Record<string, string> | undefined;
  #payload: { value: unknown } | undefined;

  constructor(event: Omit<StoredEvent, "size">, jsonField: string | undefined) {
    this.#jsonField = jsonField;
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
  readonly log: HandlerLog;
  readonly #stop: Stop;

  constructor(attempt: number, stop: Stop, log: HandlerLog) {
    this.attempt = attempt;
    this.log = log;
    this.#stop = stop;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }
}

export interface HandlerSettings extends Omit<Destination, "deliver"> {
  readonly fn: Handler;
  /** The provider's field of JSON in a form. */
  readonly jsonField?: string;
  readonly schema?: Schema;
  readonly log: (lease: Lease) => HandlerLog;
}

/** A function of yours as a destination. */
export function toHandlerDestination({ fn, jsonField, schema, log, ...destination }: HandlerSettings): Destination {
  return {
    ...destination,
    deliver: async (lease, stop) => {
      const event = new LazyEvent(lease.event, jsonField);
      if (schema) event.payload = await validate(schema, event.payload);
      await fn(event, new Context(lease.attempt, stop, log(lease)));
    },
  };
}
