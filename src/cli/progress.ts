import { paint } from "./output.ts";

/** How far a long work is, in one line that is written over on stderr. Nothing where that is no terminal. */
export interface Progress {
  /** So many are done. */
  at(done: number): void;
  /** Takes the line away, so that something else can be written. */
  clear(): void;
}

const WIDTH = 28;
/** Written over at most this often, in ms. */
const EVERY = 80;

export function createProgress(
  total: number,
  what: string,
  { stream = process.stderr, off = false }: { stream?: NodeJS.WriteStream; off?: boolean } = {},
): Progress {
  if (off || !stream.isTTY || total < 2) return { at: () => {}, clear: () => {} };
  const begun = performance.now();
  let last = 0;
  return {
    at(done) {
      const now = performance.now();
      if (now - last < EVERY && done < total) return;
      last = now;
      const full = Math.round((WIDTH * done) / total);
      const left = done === 0 ? "" : `, ${Math.ceil((((now - begun) / done) * (total - done)) / 1000)} s left`;
      const bar = paint.cyan("━".repeat(full)) + paint.dim("━".repeat(WIDTH - full));
      stream.write(`\r\u001b[2K${bar} ${done} of ${total} ${what}${paint.dim(left)}`);
    },
    clear: () => void stream.write("\r\u001b[2K"),
  };
}
