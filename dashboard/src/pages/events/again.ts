export interface Again {
  /** Something came that only the server can judge. */
  soon(): void;
  /** At once, whatever is under way. */
  now(): void;
  /** Nothing is held any more: what was missed is made up for. */
  released(): void;
  stop(): void;
}

/**
 * When a list is loaded anew: at most once in `every` ms, one after the other, and not while it is held. What came at a time at
 * which it could not be loaded is not forgotten.
 */
export function createAgain(load: () => Promise<void>, every: number, isHeld: () => boolean): Again {
  let missed = false;
  let under = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const soon = () => {
    missed = true;
    if (under === 0 && !isHeld()) timer ??= setTimeout(unlessHeld, every);
  };
  const now = async () => {
    missed = false;
    under += 1;
    await load();
    under -= 1;
    if (missed) soon();
  };
  const unlessHeld = () => {
    timer = undefined;
    if (under === 0 && !isHeld()) now();
  };

  return {
    soon,
    now,
    released: () => {
      if (missed && timer === undefined) unlessHeld();
    },
    stop: () => clearTimeout(timer),
  };
}
