import type { Database } from "./driver.ts";

export type Scope = "source" | "destination";

/**
 * Totals that would be dear to count: gathered while a transaction runs, written once at its end (one row for each
 * counter, not for each event), dropped when it is rolled back.
 */
export interface Counters {
  add(scope: Scope, name: string, counter: string, amount: number): void;
  /** Keeps the greatest value. */
  raise(scope: Scope, name: string, counter: string, value: number): void;
  write(): void;
  drop(): void;
}

export function createCounters(db: Database): Counters {
  const adding = db.prepare(
    `INSERT INTO hookinbox_counters (scope, name, counter, value) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = value + excluded.value`,
  );
  const raising = db.prepare(
    `INSERT INTO hookinbox_counters (scope, name, counter, value) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = max(value, excluded.value)`,
  );
  const added = new Map<string, number>();
  const raised = new Map<string, number>();
  const id = (...parts: string[]) => parts.join("\n");
  const parts = (name: string) => name.split("\n") as [string, string, string];

  return {
    add: (scope, name, counter, amount) => {
      const at = id(scope, name, counter);
      added.set(at, (added.get(at) ?? 0) + amount);
    },
    raise: (scope, name, counter, value) => {
      const at = id(scope, name, counter);
      raised.set(at, Math.max(raised.get(at) ?? 0, value));
    },
    write: () => {
      for (const [at, amount] of added) if (amount !== 0) adding.run(...parts(at), amount);
      for (const [at, value] of raised) raising.run(...parts(at), value);
    },
    drop: () => {
      added.clear();
      raised.clear();
    },
  };
}
