interface Waiting<T, R> {
  readonly item: T;
  resolve(result: R): void;
  reject(error: unknown): void;
}

/** Items of one batch at most: bounds how long the first waits for the last. */
const MOST = 256;

/**
 * Makes one batch of all calls of one turn of the event loop, so that what arrives together shares a message, a
 * transaction and a flush. `run` answers in the batch's order; when it rejects, every call of the batch does.
 */
export function gather<T, R>(run: (batch: T[]) => Promise<R[]>): (item: T) => Promise<R> {
  let waiting: Waiting<T, R>[] = [];

  function flush(): void {
    const all = waiting;
    waiting = [];
    for (let i = 0; i < all.length; i += MOST) send(all.slice(i, i + MOST));
  }

  function send(calls: Waiting<T, R>[]): void {
    run(calls.map((call) => call.item)).then(
      (results) => calls.forEach((call, i) => void call.resolve(results[i]!)),
      (error) => calls.forEach((call) => void call.reject(error)),
    );
  }

  return (item) =>
    new Promise<R>((resolve, reject) => {
      // setImmediate comes after the sockets that are readable now have been read.
      if (waiting.push({ item, resolve, reject }) === 1) setImmediate(flush);
    });
}
