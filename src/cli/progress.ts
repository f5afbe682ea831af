import { paint } from "./output.ts";

/** How far a long work is, in one line that is written over on stderr. Nothing where that is no terminal. */
export interface Progress {
  /** So many are done. */
  at(done: number): void;
  /** Takes the line away, so that something else can be written. */
  clear(): void;
}

interface ProgressOptions {
  readonly stream?: NodeJS.WriteStream;
  readonly off?: boolean;
}

const WIDTH = 28;
/** Written over at most this often, in ms. */
const EVERY = 80;

const SILENT: Progress = { at: () => {}, clear: () => {} };
const ERASE = "\r\u001b[2K";

const seen = ({ stream = process.stderr, off = false }: ProgressOptions): NodeJS.WriteStream | undefined =>
  off || !stream.isTTY || process.env.TERM === "dumb" ? undefined : stream;

/** A bar, and how long it may still take. */
export function createProgress(total: number, what: string, options: ProgressOptions = {}): Progress {
  const stream = seen(options);
  if (!stream || total < 2) return SILENT;
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
      stream.write(`${ERASE}${bar} ${done} of ${total} ${what}${paint.dim(left)}`);
    },
    clear: () => void stream.write(ERASE),
  };
}

/** Where nobody knows how much there is to do: a mark that runs to and fro, what is done, and for how long. */
export function createPulse(what: string, options: ProgressOptions = {}): Progress {
  const stream = seen(options);
  if (!stream) return SILENT;
  const begun = performance.now();
  let count = "";
  let step = 0;
  const draw = () => {
    const place = Math.abs((step++ % (2 * (WIDTH - 4))) - (WIDTH - 4));
    const bar = paint.dim("━".repeat(place)) + paint.cyan("━━━━") + paint.dim("━".repeat(WIDTH - 4 - place));
    const took = paint.dim(`, ${Math.floor((performance.now() - begun) / 1000)} s`);
    stream.write(`${ERASE}${bar} ${count}${what}${took}`);
  };
  const timer = setInterval(draw, EVERY);
  return {
    at(done) {
      count = `${done} `;
    },
    clear() {
      clearInterval(timer);
      stream.write(ERASE);
    },
  };
}
