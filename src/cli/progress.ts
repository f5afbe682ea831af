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
/** A bar that would be shorter says nothing. */
const SHORTEST = 8;
/** Where a terminal does not say how wide it is. */
const COLUMNS = 80;
/** Written over at most this often, in ms. */
const EVERY = 80;

const SILENT: Progress = { at: () => {}, clear: () => {} };
const ERASE = "\r\u001b[2K";

const seen = ({ stream = process.stderr, off = false }: ProgressOptions): NodeJS.WriteStream | undefined =>
  off || !stream.isTTY || process.env.TERM === "dumb" ? undefined : stream;

/** Told apart without colours as well. */
const lit = (width: number): string => paint.cyan("━".repeat(width));
const unlit = (width: number): string => paint.dim("─".repeat(width));

/** Writes one line over the last. What wraps could not be written over: the bar gives way, then the text's end. */
function draw(stream: NodeJS.WriteStream, bar: (width: number) => string, text: string, aside: string): void {
  const room = (stream.columns || COLUMNS) - 1;
  const width = Math.min(WIDTH, room - text.length - aside.length - 1);
  const words = text.slice(0, room) + paint.dim(aside.slice(0, Math.max(0, room - text.length)));
  stream.write(`${ERASE}${width < SHORTEST ? "" : `${bar(width)} `}${words}`);
}

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
      const left = done === 0 ? "" : `, ${Math.ceil((((now - begun) / done) * (total - done)) / 1000)} s left`;
      const bar = (width: number) => {
        const full = Math.round((width * done) / total);
        return lit(full) + unlit(width - full);
      };
      draw(stream, bar, `${done} of ${total} ${what}`, left);
    },
    clear: () => void stream.write(ERASE),
  };
}

/** The part of a pulse that is lit. */
const LIT = 4;

/** Where nobody knows how much there is to do: a mark that runs to and fro, what is done, and for how long. */
export function createPulse(what: string, options: ProgressOptions = {}): Progress {
  const stream = seen(options);
  if (!stream) return SILENT;
  const begun = performance.now();
  let count = "";
  let step = 0;
  const bar = (width: number) => {
    const most = width - LIT;
    const place = Math.abs((step % (2 * most)) - most);
    return unlit(place) + lit(LIT) + unlit(most - place);
  };
  const timer = setInterval(() => {
    step++;
    draw(stream, bar, count + what, `, ${Math.floor((performance.now() - begun) / 1000)} s`);
  }, EVERY);
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
