import { BEAT, type StreamMessage } from "../../client/stream.ts";
import type { Hub, Told } from "./hub.ts";

/** Bytes that may wait for one client; then it is told to load anew what it shows, once it has read what it has. */
const MOST_WAITING = 1024 * 1024;
/** How often something is said when there is nothing to say, in ms: who hears nothing for twice that knows it is cut off. */
const HEARTBEAT = 4_000;

export interface StreamQuery {
  readonly cursor?: string;
  /** Only of these sources; left out: all. */
  readonly sources?: readonly string[];
  /** Only these kinds; left out: all. `ready` and `resync` always come. */
  readonly kinds?: readonly string[];
}

const encoder = new TextEncoder();

export const toText = ({ cursor, message }: Told): string =>
  `event: ${message.kind}\nid: ${cursor}\ndata: ${JSON.stringify(message.data)}\n\n`;

function isWanted(message: StreamMessage, { sources, kinds }: StreamQuery): boolean {
  if (message.kind === "ready" || message.kind === "resync") return true;
  if (kinds && !kinds.includes(message.kind)) return false;
  return !sources || message.kind === "bin" || sources.includes(message.data.source);
}

/** What one client reads: the hub's messages as server-sent events, bounded. */
export function toEventStream(hub: Hub, query: StreamQuery, ended: () => void): ReadableStream<Uint8Array> {
  let leave = () => {};
  let beat: NodeJS.Timeout | undefined;
  let left: Told | undefined;
  const close = () => {
    clearInterval(beat);
    leave();
    ended();
  };
  return new ReadableStream<Uint8Array>(
    {
      async start(controller) {
        const put = (text: string) => controller.enqueue(encoder.encode(text));
        const waiting = () => -(controller.desiredSize ?? 0);
        const tell = (told: Told) => {
          if (!isWanted(told.message, query)) return;
          if (left || waiting() > MOST_WAITING) left = told;
          else put(toText(told));
        };
        beat = setInterval(() => {
          if (waiting() > MOST_WAITING) return;
          if (left) put(toText({ ...left, message: { kind: "resync", data: { reason: "more came than was read" } } }));
          else put(`event: ${BEAT}\ndata: {}\n\n`);
          left = undefined;
        }, HEARTBEAT);
        beat.unref();
        put("retry: 1000\n\n");
        try {
          leave = await hub.listen(query.cursor, tell);
        } catch (error) {
          close();
          throw error;
        }
      },
      cancel: close,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  );
}
