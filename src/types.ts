/**
 * The words of hookinbox, and the core types that they name.
 *
 * - **provider**: who sends (GitHub); a *definition*, as data, of how it signs, names, identifies and greets.
 * - **source**: a configured endpoint: a name, a provider, secrets, limits. Receives at `POST /in/<source>` or its own `path`.
 * - **event**: an accepted request: id, source, key, type, headers, body bytes, receivedAt.
 * - **key**: what makes an event unique in its source (the provider's event id); `null` where the provider gives none.
 * - **type**: the event's name (`issues.opened`), what handlers are chosen by.
 * - **destination**: where an event goes: a *handler* (your function), an HTTP endpoint, a queue, a command.
 * - **delivery**: one event owed to one destination: pending, running, done or dead. **attempt**: one try of it.
 * - **lease**: a delivery held by a worker, with a token, until a time; kept alive by heartbeat.
 * - **dead**: out of attempts or told not to retry; waits for a person.
 * - **worker**: the part of a process that claims and delivers.
 * - **quarantine**: requests that failed verification.
 * - **replay**: new deliveries of a stored event.
 */

/** A point in time in epoch milliseconds. Every name that holds one ends in `At`. */
export type Instant = number;

/** A length of time: milliseconds as a number, or a number with its unit: `"500ms"`, `"10s"`, `"5m"`, `"2h"`, `"1d"`. */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h" | "d"}`;

/** Header names and values in turn, as they came: case, order and duplicates are kept. `["Host", "a", "X-Sig", "1"]` */
export type HeaderBag = readonly string[];

/** What is known of a request before its body is read. `url` is a path with its query, or absolute. */
export interface Head {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderBag;
  readonly receivedAt: Instant;
}

/** A whole request, as bytes. */
export interface Inbound extends Head {
  readonly body: Uint8Array;
}

/** An answer, as plain data. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A stored event without its bytes. `key` is as the provider sent it. */
export interface EventHead {
  /** `evt_` and a UUIDv7. */
  readonly id: string;
  readonly source: string;
  readonly key: string | null;
  readonly type: string;
  readonly receivedAt: Instant;
  /** Bytes of the body. */
  readonly size: number;
}

/** A stored event, whole. */
export interface StoredEvent extends EventHead {
  readonly headers: HeaderBag;
  readonly body: Uint8Array;
}

export type DeliveryState = "pending" | "running" | "done" | "dead";

/** An event's state is the worst of its destinations' newest deliveries; `unhandled` when it has none. */
export type EventState = DeliveryState | "unhandled";

/** Reads the present. Injected, so that tests can turn it. */
export type Clock = () => Instant;
