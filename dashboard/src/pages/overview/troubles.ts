import type { Series } from "../../shapes.ts";
import { count, share } from "../../ui/words.ts";

/** Fewer than this are a stray scanner's, or a hiccup. */
const FLOOR = 3;
/** Of a source's requests, of a destination's attempts, and of all requests: the share that is no accident any more. */
const REFUSED = 0.25;
const FAILED_ATTEMPTS = 0.5;
const NOT_TAKEN = 0.1;

export interface Trouble {
  readonly what: string;
  readonly detail: string;
  readonly to: string;
}

/** What goes wrong at present though nothing is dead yet and nothing waits too long. */
export function troublesOf({ minutes, requests, failed, sources, destinations }: Series["recent"]): Trouble[] {
  const of = (part: number, all: number, what: string) =>
    `${count(part)} of ${count(all)} ${what} in the last ${minutes} min`;
  const refusing = sources
    .filter(({ accepted, refused }) => tooMany(refused, accepted + refused, REFUSED))
    .map(({ source, accepted, refused }) => ({
      what: `${share(refused / (accepted + refused))} of ${source} is refused`,
      detail: of(refused, accepted + refused, "requests"),
      to: `/quarantine?source=${encodeURIComponent(source)}`,
    }));
  const failing = destinations
    .filter((one) => tooMany(one.failed, one.done + one.failed, FAILED_ATTEMPTS))
    .map(({ destination, done, failed }) => ({
      what: done === 0 ? `${destination} fails` : `${destination} fails at ${share(failed / (done + failed))}`,
      detail: of(failed, done + failed, "attempts"),
      to: `/events?destination=${encodeURIComponent(destination)}`,
    }));
  const notTaken = tooMany(failed, requests, NOT_TAKEN)
    ? [
        {
          what: `${share(failed / requests)} of the requests cannot be taken`,
          detail: of(failed, requests, "requests"),
          to: "/work",
        },
      ]
    : [];
  return [...notTaken, ...refusing, ...failing];
}

const tooMany = (part: number, all: number, most: number) => part >= FLOOR && part / all >= most;
