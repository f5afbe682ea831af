import type { Notice } from "../observe.ts";
import type { ClaimFrom, Lease } from "../stores/store.ts";

/** Where deliveries go. The worker asks nothing more of one. */
export interface Destination {
  /** Unique: `<source>/<pattern>`, or the name it was given. */
  readonly name: string;
  /** How many of its deliveries may run at once in this process. */
  readonly concurrency: number;
  /** How long one attempt may take, in ms. */
  readonly timeout: number;
  /** What the store is to hold to over all workers, beside this process's `concurrency`. */
  readonly shared?: Pick<ClaimFrom, "skipDead" | "rate" | "total">;
  /** What is older than what has been done in its lane is not delivered any more. */
  readonly newest?: boolean;
  /** Delays between attempts, in ms. */
  readonly retry: readonly number[];
  /**
   * Makes ready what deliveries need, before the first. Rejects only where no delivery could ever go well: what may be back
   * later (a queue's server) is told, and delivered to once it is there.
   */
  open?(tell: (notice: Notice) => void): Promise<void>;
  /**
   * One attempt. Resolves when done, to a few words for the log if it has any; rejects to be tried again, or as `DoNotRetry`,
   * `RetryAfter` and `DeliveryFailure` say.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: most have nothing to say
  deliver(lease: Lease, stop: Stop, work: Work): Promise<string | void>;
  /** Lets go of connections. No delivery is under way. */
  close?(): Promise<void>;
}

/** What all destinations have, whatever they lead to. */
export type Delivering = Omit<Destination, "deliver" | "open" | "close">;

/** What a destination may write while it delivers. */
export interface Work {
  /** Writes of its own and the delivery's end, in one transaction of the store. */
  commit<Result, Tx>(work: (tx: Tx) => Result): Promise<Awaited<Result>>;
  /** A step whose result is kept, and which a retry does not run again. */
  once<Result>(name: string, step: (key: string) => Result): Promise<Awaited<Result>>;
}

/** An AbortController, seen from inside: its signal is made only when somebody asks for it, as it costs 2.5 µs. */
export interface Stop {
  readonly signal: AbortSignal;
}
