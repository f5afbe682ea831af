import { CREDENTIALS, headersOf } from "../../headers.ts";
import type { HandledEvent } from "../handler.ts";

/** What a worker of the queue finds in `job.data`. Times are epoch milliseconds. */
export interface WebhookJob {
  /** The event's id, `evt_…`. */
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly key: string | null;
  readonly receivedAt: number;
  /** Names in lower case; without `authorization` and cookies. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes as received, in base64. */
  readonly body: string;
  /** The body as JSON or a form, where it is one. */
  readonly payload?: unknown;
}

/** An event as a job. `hidden`: headers in which its provider sends a secret. */
export function toJob(event: HandledEvent, hidden: readonly string[] = []): WebhookJob {
  const { id, source, type, key, receivedAt, body, payload } = event;
  const shown = Object.entries(event.headers).filter(([name]) => !CREDENTIALS.includes(name) && !hidden.includes(name));
  return {
    id,
    source,
    type,
    key,
    receivedAt,
    headers: headersOf(shown.flat()),
    body: Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("base64"),
    ...(payload === undefined ? {} : { payload }),
  };
}

/** BullMQ takes no colon in a job's id of one's own, and no plain number. A repeat has the same id, and adds nothing. */
export const jobId = (delivery: string): string => `hookinbox-${delivery.replaceAll(":", "-")}`;

/**
 * For how long a done job is kept, in seconds, unless said otherwise: as long as it is there, a repeat of its delivery is
 * told by its id. BullMQ's own default keeps all of them for ever, and a Redis that evicts nothing would fill up.
 */
export const KEPT = { removeOnComplete: { age: 86_400 } };
