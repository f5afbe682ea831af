/** Names of one run: sorting them takes about 1 ms, where sorting a whole generation would hold commits up for 25. */
const RUN = 2048;

/** Names in order, without ever sorting many at once: runs are sorted as they fill, and merged as they are taken. */
export interface SortedRuns {
  add(name: string): void;
  /** The least name that is left; `undefined` when there is none. */
  take(): string | undefined;
  /** Gives back names that were taken last. */
  restore(taken: readonly string[]): void;
}

export function createSortedRuns(): SortedRuns {
  const runs: { names: string[]; next: number }[] = [];
  let open: string[] = [];

  function close(): void {
    if (open.length > 0) runs.push({ names: open.sort(), next: 0 });
    open = [];
  }

  return {
    add(name) {
      open.push(name);
      if (open.length === RUN) close();
    },
    take() {
      close();
      let least: { names: string[]; next: number } | undefined;
      for (const run of runs)
        if (run.next < run.names.length && (!least || run.names[run.next]! < least.names[least.next]!)) least = run;
      return least?.names[least.next++];
    },
    restore(taken) {
      open.push(...taken);
      close();
    },
  };
}
