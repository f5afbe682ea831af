import type { Database } from "./driver.ts";

/** Totals that would be dear to count. */
export interface SourceTotals {
  events: number;
  bytes: number;
  repeats: number;
  quarantined: number;
  /** Not a sum: the latest. */
  lastAt: number;
}

export interface DestinationTotals {
  /** Pending or running. */
  open: number;
  done: number;
}

/**
 * Totals, gathered while a transaction runs, written once at its end (a row for each counter, not for each event), and
 * dropped when it is rolled back.
 */
export interface Counters {
  source(name: string): SourceTotals;
  destination(name: string): DestinationTotals;
  write(): void;
  drop(): void;
}

export function createCounters(db: Database): Counters {
  const upsert =
    "INSERT INTO hookinbox_counters (scope, name, counter, value) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET";
  const add = db.prepare(`${upsert} value = value + excluded.value`);
  const raise = db.prepare(`${upsert} value = max(value, excluded.value)`);
  const sources = new Map<string, SourceTotals>();
  const write = (scope: string, name: string, sums: object) => {
    for (const [counter, amount] of Object.entries(sums)) if (amount !== 0) add.run(scope, name, counter, amount);
  };
  const destinations = new Map<string, DestinationTotals>();

  return {
    source(name) {
      let totals = sources.get(name);
      if (!totals) sources.set(name, (totals = { events: 0, bytes: 0, repeats: 0, quarantined: 0, lastAt: 0 }));
      return totals;
    },
    destination(name) {
      let totals = destinations.get(name);
      if (!totals) destinations.set(name, (totals = { open: 0, done: 0 }));
      return totals;
    },
    write() {
      for (const [name, { lastAt, ...sums }] of sources) {
        write("source", name, sums);
        if (lastAt > 0) raise.run("source", name, "lastAt", lastAt);
      }
      for (const [name, totals] of destinations) write("destination", name, totals);
    },
    drop() {
      sources.clear();
      destinations.clear();
    },
  };
}
