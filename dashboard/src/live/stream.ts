import { BEAT, type StreamMessage } from "../../../src/client/stream.ts";
import { createGather } from "./gather.ts";

export type Connection = "connecting" | "live" | "gone";
type Heard = (batch: readonly StreamMessage[]) => void;

const KINDS: readonly StreamMessage["kind"][] = ["ready", "event", "state", "quarantined", "bin", "resync"];
/** From the server's going to the next try, in ms: soon, and a server that starts is not hammered. */
const AGAIN = 1_000;
/** The server beats every 4 s: where so many seconds were silent there is nobody, whatever the browser takes it for. */
const SILENCE = 10;

/**
 * One stream for the whole page, told in batches. Where a connection ends, the next one goes on from its cursor; why it ended the
 * browser does not say, so `onLost` has to find out whether it was refused.
 */
export function createStream(onLost = () => {}) {
  const heard = new Set<Heard>();
  const watching = new Set<() => void>();
  let connection: Connection = "connecting";
  let since = Date.now();
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let cursor = "";
  /** Seconds in which this page ran and heard nothing: one that sleeps, or may seldom run, has missed nothing by that. */
  let quiet = 0;
  let watch: ReturnType<typeof setInterval> | undefined;

  const become = (next: Connection, at = Date.now()) => {
    if (next === connection) return;
    connection = next;
    since = at;
    for (const tell of watching) tell();
  };

  const gather = createGather((batch) => {
    for (const hear of heard) hear(batch);
  });

  const lost = (at?: number) => {
    close();
    become("gone", at);
    timer = setTimeout(open, AGAIN);
    onLost();
  };

  const open = () => {
    quiet = 0;
    source = new EventSource(`/api/stream${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""}`);
    source.onerror = () => lost();
    source.addEventListener(BEAT, () => {
      quiet = 0;
    });
    for (const kind of KINDS) {
      source.addEventListener(kind, (event: MessageEvent<string>) => {
        quiet = 0;
        if (event.lastEventId) cursor = event.lastEventId;
        // From here on nothing is missed; what was asked for before may lack what came in between.
        become("live");
        gather({ kind, data: JSON.parse(event.data) } as StreamMessage);
      });
    }
  };

  const listen = () => {
    if (source && ++quiet > SILENCE) lost(Date.now() - SILENCE * 1_000);
  };

  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  };

  return {
    start: () => {
      close();
      open();
      watch ??= setInterval(listen, 1_000);
    },
    stop: () => {
      close();
      clearInterval(watch);
      watch = undefined;
      become("connecting");
    },
    connection: () => connection,
    /** When it became what it is. */
    since: () => since,
    hear: (fn: Heard) => {
      heard.add(fn);
      return () => void heard.delete(fn);
    },
    watch: (fn: () => void) => {
      watching.add(fn);
      return () => void watching.delete(fn);
    },
  };
}
