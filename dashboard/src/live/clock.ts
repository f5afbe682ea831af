import { useSyncExternalStore } from "react";

/** One second hand for every relative time on the page. */
const watching = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function watch(fn: () => void): () => void {
  watching.add(fn);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const tell of watching) tell();
  }, 1_000);
  return () => {
    watching.delete(fn);
    if (watching.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

export const useNow = (): number => useSyncExternalStore(watch, () => now);
