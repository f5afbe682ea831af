import type { StreamMessage } from "../../../src/client/stream.ts";

/** A page in the background gets no frames; it is told this often, in ms. */
const HIDDEN = 500;
/** After more than a screen of them at once nobody reads each: the next are told after so many ms, and in between the page rests. */
const SCREEN = 30;
const REST = 100;
/** More is not kept for one telling: a page that may rarely run, as one in the background, loads anew what it shows. */
const MOST = 5_000;
const LEFT_OUT: StreamMessage = { kind: "resync", data: { reason: "more came than the page could be told" } };

/**
 * What comes is told once a frame, and where much comes ten times a second: two thousand events a second are ten changes of the
 * screen. Who looks elsewhere gets no frame, also none that was asked for before, so a timer tells then.
 */
export function createGather(tell: (batch: readonly StreamMessage[]) => void): (message: StreamMessage) => void {
  let batch: StreamMessage[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let frame: number | undefined;
  let restsUntil = 0;

  const cancel = () => {
    clearTimeout(timer);
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = undefined;
  };

  const flush = () => {
    cancel();
    const told = batch;
    batch = [];
    restsUntil = told.length > SCREEN ? performance.now() + REST : 0;
    tell(told);
  };

  const schedule = () => {
    const rest = restsUntil - performance.now();
    if (document.hidden) timer = setTimeout(flush, HIDDEN);
    else if (rest > 0) timer = setTimeout(schedule, rest);
    else frame = requestAnimationFrame(flush);
  };

  document.addEventListener("visibilitychange", () => {
    cancel();
    if (batch.length > 0) schedule();
  });

  return (message) => {
    if (batch.length > MOST) return;
    batch.push(batch.length < MOST ? message : LEFT_OUT);
    if (batch.length === 1) schedule();
  };
}
