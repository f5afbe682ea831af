import type { z } from "@hono/zod-openapi";
import type { eventSummary, quarantined } from "../server/admin/shapes.ts";
import type { binRequest } from "../server/admin/shapes-bins.ts";
import type { EventState, Instant } from "../types.ts";

/**
 * `event:` of what says every 4 s that the server is there. It is no message: it has no cursor, and comes whatever kinds are
 * asked for. A comment would not do: it is kept from a page's script, which could not tell a dead connection from a quiet one.
 */
export const BEAT = "beat";

/**
 * What `GET /api/stream` sends, as server-sent events: `event:` is the kind, `data:` the JSON of the rest, `id:` the cursor
 * to go on from (`Last-Event-ID`, or `?cursor=`).
 */
export type StreamMessage =
  /** Sent first, once what was missed is told. `at`: the time there. */
  | { readonly kind: "ready"; readonly data: { readonly store: string; readonly at: Instant } }
  /** An event was accepted. In the order of commits. */
  | { readonly kind: "event"; readonly data: z.output<typeof eventSummary> }
  /** An event's state has changed. */
  | {
      readonly kind: "state";
      readonly data: { readonly id: string; readonly source: string; readonly state: EventState };
    }
  /** A request failed verification. */
  | { readonly kind: "quarantined"; readonly data: z.output<typeof quarantined> }
  /** A bin took a request. */
  | { readonly kind: "bin"; readonly data: { readonly bin: string; readonly request: z.output<typeof binRequest> } }
  /** Something may have been left out (too slow, or a cursor of another store): load what is shown anew. */
  | { readonly kind: "resync"; readonly data: { readonly reason: string } };
