import { isHookinboxError } from "../../errors.ts";
import type { StoreTrouble } from "../store.ts";

/** Pause before the first try whether the store is well again, and between the next, in ms. */
const FIRST_PROBE = 50;
const PROBE = 1000;

export interface Health {
  trouble(): StoreTrouble | undefined;
  failed(error: Error): void;
  stop(): void;
}

/**
 * Remembers a failure that passes by itself, and tries a small write until one goes well: a read would go well on a
 * standby, or on a full disk.
 */
export function createHealth(probe: () => Promise<unknown>): Health {
  let trouble: StoreTrouble | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function probeIn(ms: number): void {
    if (stopped) return;
    timer = setTimeout(async () => {
      try {
        await probe();
        timer = undefined;
        trouble = undefined;
      } catch {
        probeIn(PROBE);
      }
    }, ms);
    timer.unref();
  }

  return {
    trouble: () => trouble,
    failed(error) {
      if (!isHookinboxError(error)) return;
      if (error.code === "STORE_FULL") trouble = { code: "STORE_FULL", message: error.message };
      else if (error.code === "STORE_UNAVAILABLE") trouble = { code: "STORE_UNAVAILABLE", message: error.message };
      else return;
      if (!timer) probeIn(FIRST_PROBE);
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
