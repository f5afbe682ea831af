import type { Clock, Instant } from "./types.ts";

/** Longest that a claim is put off so that more comes free for it, in ms. */
const GATHER = 10;

/** When a worker claims again. The poll is the truth; a wake-up only saves waiting for it. */
export interface Pace {
  /** Something may be due. */
  wake(): void;
  /** Something is due then. */
  dueAt(at: Instant): void;
  /** What wakes from now on is for the claim after this one. */
  claiming(): void;
  /** Resolves at a wake-up, when something is due, or at the poll. */
  nap(): Promise<void>;
  /**
   * Resolves after `ms`, at most 10, or when everything has come free. While more waits than can run, what comes free in as
   * long as a claim takes is claimed together: a claim of one costs Postgres as much as one of 32, most of it for the plan.
   */
  gather(ms: number): Promise<void>;
  /** Everything is free. */
  free(): void;
  /** Nothing is waited for any more. */
  stop(): void;
}

export function createPace({ poll, clock }: { readonly poll: number; readonly clock: Clock }): Pace {
  let woken = false;
  let stopped = false;
  let nextAt = Number.POSITIVE_INFINITY;
  const napping = createWait();
  const gathering = createWait();

  return {
    wake() {
      woken = true;
      napping.end();
    },
    dueAt(at) {
      nextAt = Math.min(nextAt, at);
    },
    claiming() {
      woken = false;
    },
    async nap() {
      if (woken || stopped) return;
      const ms = Math.max(1, Math.min(poll, nextAt - clock()));
      if (ms < poll) nextAt = Number.POSITIVE_INFINITY;
      await napping.start(ms);
    },
    async gather(ms) {
      if (!stopped) await gathering.start(Math.min(GATHER, ms));
    },
    free: gathering.end,
    stop() {
      stopped = true;
      napping.end();
      gathering.end();
    },
  };
}

/** A wait that can be ended early. */
function createWait() {
  let end = () => {};
  return {
    start: (ms: number) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        end = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    end: () => end(),
  };
}
