import type { Head, HeaderBag, Instant } from "./types.ts";

/**
 * What log and metrics hear of. Called on the hot path: an observer must be quick, and must not throw.
 * Nothing here holds a body, a secret or a header value.
 */
export interface Observer {
  /** One request has been answered. */
  received?(receipt: Receipt): void;
  /** One attempt has ended and is settled. */
  attempted?(report: AttemptReport): void;
  /** A handler's own line, by `ctx.log`. */
  said?(line: HandlerLine): void;
  /** Something that an operator should know, outside any request. */
  noticed?(notice: Notice): void;
  /** Stands around one commit of new events. Runs `commit` once, and gives back what it gives. */
  accepting?<T>(events: readonly Traced[], commit: () => Promise<T>): Promise<T>;
  /** Stands around one attempt, so that what a handler calls can be told as a part of it. Runs `deliver` once. */
  delivering?<T>(attempt: TracedAttempt, deliver: () => Promise<T>): Promise<T>;
}

/** An event as tracing needs it: its headers may hold the sender's `traceparent`. */
export interface Traced {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly headers: HeaderBag;
}

export interface TracedAttempt {
  readonly event: Traced;
  readonly delivery: string;
  readonly destination: string;
  readonly attempt: number;
}

export interface Receipt {
  /** `undefined`: no source receives at that address. */
  readonly source: string | undefined;
  readonly status: number;
  readonly outcome: "accepted" | "duplicate" | "challenge" | "refused" | "failed";
  /** Of the error table, or the verifier's, when refused or failed. */
  readonly code?: string;
  readonly message?: string;
  readonly id?: string;
  readonly key?: string | null;
  readonly type?: string;
  /** Bytes of the body, as far as it was read. */
  readonly size: number;
  /** From the request's headers to the answer, in ms. */
  readonly took: number;
  readonly head: Head;
  /** Only where `log.payload` is set. */
  readonly body?: Uint8Array;
}

export interface AttemptReport {
  readonly event: string;
  readonly source: string;
  readonly type: string;
  readonly delivery: string;
  readonly destination: string;
  readonly attempt: number;
  readonly outcome: "done" | "stale" | "retry" | "dead" | "released" | "lost";
  readonly error?: string;
  /** How it went, in few words, where the destination has any: `202 Accepted in 12 ms`. */
  readonly detail?: string;
  readonly retryAt?: Instant;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
}

export interface HandlerLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: unknown;
  readonly fields?: object;
  readonly event?: string;
  readonly delivery?: string;
  readonly destination?: string;
}

export interface Notice {
  readonly level: "info" | "warn" | "error" | "fatal";
  readonly code: string;
  readonly message: string;
  readonly cause?: unknown;
}
