import type { Observer } from "./observe.ts";

/** One observer that tells several: log and metrics, and your own. */
export function combineObservers(...observers: readonly Observer[]): Observer {
  const around = observers.filter(({ accepting, delivering }) => accepting ?? delivering);
  return {
    // Absent where nobody asks for it: then nothing stands around anything.
    ...(around.length === 0 ? {} : wrapping(around)),
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

/** The first one is outermost. */
const wrapping = (observers: readonly Observer[]): Pick<Required<Observer>, "accepting" | "delivering"> => ({
  accepting: (events, commit) =>
    observers.reduceRight((run, one) => () => one.accepting?.(events, run) ?? run(), commit)(),
  delivering: (attempt, deliver) =>
    observers.reduceRight((run, one) => () => one.delivering?.(attempt, run) ?? run(), deliver)(),
});
