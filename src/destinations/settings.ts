import type { DeliveryOptions } from "../delivery-options.ts";
import type { HeaderBag } from "../types.ts";

/** A destination of the config, checked. */
export interface DestinationSettings {
  readonly name: string;
  /** What it shares with handlers: retry, timeout, concurrency, order. */
  readonly options: DeliveryOptions;
  readonly target: Target;
}

/** Where it leads: one kind each. */
export type Target = HttpTarget | CommandTarget | BullmqTarget;

export interface HttpTarget {
  readonly kind: "http";
  readonly url: string;
  /** Each of them signs; none: it goes unsigned. */
  readonly secrets: readonly string[];
  readonly allowPrivate: boolean;
  readonly headers: HeaderBag;
  /** Statuses that are tried again beside those that always are. */
  readonly retryOn: readonly number[];
}

export interface CommandTarget {
  readonly kind: "command";
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly cwd: string;
  /** Bytes. */
  readonly maxOutput: number;
}

export interface BullmqTarget {
  readonly kind: "bullmq";
  readonly queue: string;
  /** Holds a password: never shown. */
  readonly connection: string;
  readonly jobName?: string;
  readonly prefix?: string;
  readonly job: Readonly<Record<string, unknown>>;
}

/** A rule of what goes where, checked. */
export interface RouteSettings {
  /** Names of sources; `*` has been spelled out. */
  readonly sources: readonly string[];
  readonly patterns: readonly string[];
  readonly destinations: readonly string[];
}
