import type { StreamMessage } from "../../../src/client/stream.ts";
import { createGather } from "./gather.ts";

export type Connection = "connecting" | "live" | "gone";
type Heard = (batch: readonly StreamMessage[]) => void;

const KINDS: readonly StreamMessage["kind"][] = ["ready", "event", "state", "quarantined", "bin", "resync"];
/** From the server's going to the next try, in ms: soon, and a server that starts is not hammered. */
const AGAIN = 1_000;
/** One stream for the whole page, told in batches. Where a connection ends, the next one goes on from its cursor. */
export function createStream() {
  const heard = new Set<Heard>();
  const watching = new Set<() => void>();
  let connection: Connection = "connecting";
  let since = Date.now();
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let cursor = "";

  const become = (next: Connection) => {
    if (next === connection) return;
    connection = next;
    since = Date.now();
    for (const tell of watching) tell();
  };

  const gather = createGather((batch) => {
    for (const hear of heard) hear(batch);
  });

  const open = () => {
    source = new EventSource(`/api/stream${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""}`);
    source.onerror = () => {
      close();
      become("gone");
      timer = setTimeout(open, AGAIN);
    };
    for (const kind of KINDS) {
      source.addEventListener(kind, (event: MessageEvent<string>) => {
        if (event.lastEventId) cursor = event.lastEventId;
        // From here on nothing is missed; what was asked for before may lack what came in between.
        become("live");
        gather({ kind, data: JSON.parse(event.data) } as StreamMessage);
      });
    }
  };

  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  };

  return {
    start: () => {
      if (!source) open();
    },
    stop: close,
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
