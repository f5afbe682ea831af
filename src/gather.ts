interface Waiting<T, R> {
  readonly item: T;
  resolve(result: R): void;
  reject(error: unknown): void;
}

/** Items of one batch at most: bounds how long the first waits for the last. */
export const MOST = 256;

/**
 * Batches under way at once. With one, who runs them is idle while the answer travels, and a slow flush is paid by few:
 * what waits behind it goes into one commit, whoever sent it. (Measured with 64 senders: four give 10 to 20 % more
 * accepts than two at the same CPU, with a flush of 1.5 ms as with one that costs nothing.)
 */
const AT_ONCE = 4;

/**
 * A batch of this size goes out at once instead of at the end of the loop's turn: who runs it works while the rest of the
 * turn's sockets are read. (Measured with 64 senders: 15 % more accepts; 8 to 24 do nearly as well, 4 less.)
 */
const ENOUGH = 16;

/**
 * Makes batches of calls that come together, so that they share a message, a transaction and a flush: the first 16 of one
 * turn of the event loop (or as many as are `enough`), then the rest of it, and while four batches are under way, all that
 * come until one is back. `run` answers in the batch's order; when it rejects, every call of the batch does.
 */
export function gather<T, R>(run: (batch: T[]) => Promise<R[]>, enough = ENOUGH): (item: T) => Promise<R> {
  let waiting: Waiting<T, R>[] = [];
  let underWay = 0;
  let scheduled = false;

  function flush(): void {
    scheduled = false;
    while (waiting.length > 0 && underWay < AT_ONCE) {
      const calls = waiting.length > MOST ? waiting.splice(0, MOST) : waiting;
      if (calls === waiting) waiting = [];
      underWay += 1;
      send(calls);
    }
  }

  function schedule(): void {
    if (underWay >= AT_ONCE) return;
    if (waiting.length >= enough) flush();
    else if (!scheduled) {
      scheduled = true;
      // setImmediate comes after the sockets that are readable now have been read.
      setImmediate(flush);
    }
  }

  function send(calls: Waiting<T, R>[]): void {
    const ended = () => {
      underWay -= 1;
      if (waiting.length > 0) schedule();
    };
    run(calls.map((call) => call.item)).then(
      (results) => {
        ended();
        for (const [i, call] of calls.entries()) call.resolve(results[i]!);
      },
      (error) => {
        ended();
        for (const call of calls) call.reject(error);
      },
    );
  }

  return (item) =>
    new Promise<R>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      schedule();
    });
}
