export interface Again {
  /** Something came that only the server can judge. */
  soon(): void;
  /** At once, whatever is under way. */
  now(): void;
  /** Nothing is held any more: what was missed is made up for. */
  released(): void;
  stop(): void;
}

/** What could not be loaded is asked for again after so many ms. */
const AFTER_FAILURE = 3_000;

/**
 * When a list is loaded anew: at most once in `every` ms, one after the other, and not while it is held. What came at a time at
 * which it could not be loaded is not forgotten. `load` says `false` where it is worth another try.
 */
export function createAgain(load: () => Promise<boolean>, every: number, isHeld: () => boolean): Again {
  let missed = false;
  let under = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const after = (wait: number) => {
    missed = true;
    if (under === 0 && !isHeld()) timer ??= setTimeout(unlessHeld, wait);
  };
  const now = async () => {
    missed = false;
    under += 1;
    const done = await load();
    under -= 1;
    if (!done) after(AFTER_FAILURE);
    else if (missed) after(every);
  };
  const unlessHeld = () => {
    timer = undefined;
    if (under === 0 && !isHeld()) now();
  };

  return {
    soon: () => after(every),
    now,
    released: () => {
      if (missed && timer === undefined) unlessHeld();
    },
    stop: () => clearTimeout(timer),
  };
}
