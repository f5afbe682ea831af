import type { Observer } from "./observe.ts";

/** One observer that tells several: log and metrics, and your own. */
export function combineObservers(...observers: readonly Observer[]): Observer {
  return {
    received: (receipt) => {
      for (const observer of observers) observer.received?.(receipt);
    },
    attempted: (report) => {
      for (const observer of observers) observer.attempted?.(report);
    },
    said: (line) => {
      for (const observer of observers) observer.said?.(line);
    },
    noticed: (notice) => {
      for (const observer of observers) observer.noticed?.(notice);
    },
  };
}
