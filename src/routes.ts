import type { Duration } from "./types.ts";

/** One handler as it was registered, in whichever of the ways. */
export interface Registration {
  /** A source's name, or `"*"` for every source. */
  readonly source: string;
  /** A type (`issues.opened`), a prefix (`pull_request.*`), or `*`. */
  readonly pattern: string;
  /**
   * The pattern is a function's name: it serves the type whose letters it spells, where `_` stands for itself or for any
   * character that a name cannot hold. `pull_request_opened` serves `pull_request.opened`, `orders_create` `orders/create`.
   */
  readonly spelled?: boolean;
  /** The destination's name, where it has one of its own. */
  readonly name?: string;
  readonly fn: (event: never, ctx: never) => unknown;
  readonly options?: HandlerOptions;
}

export interface HandlerOptions {
  /** Delays between attempts; attempts = delays + 1. */
  readonly retry?: readonly Duration[];
  /** How long one attempt may take. */
  readonly timeout?: Duration;
  /** How many of its deliveries may run at once in this process. */
  readonly concurrency?: number;
}
