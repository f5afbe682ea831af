import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { toResponse } from "../../adapters/fetch.ts";
import type { Inbox } from "../../inbox.ts";
import { problem } from "../../problem.ts";
import { didYouMean } from "../../suggest.ts";
import type { Hub } from "../stream/hub.ts";
import { toEventStream } from "../stream/reader.ts";
import type { AdminEnv } from "./guard.ts";
import { problemAnswer } from "./shapes.ts";

/** Clients at once; a browser has six connections to a host, so this is many dashboards. */
const MOST_CLIENTS = 100;

const list = z.string().max(2_000).optional();

const show = createRoute({
  method: "get",
  path: "/api/stream",
  summary: "What happens, as it happens: server-sent events",
  description:
    "`event:` is the kind: `event` (accepted, in the order of commits), `state`, `quarantined`, `bin`, `ready` (first) or `resync` " +
    "(load anew what you show). `id:` is a cursor: sent back in `Last-Event-ID`, or as `cursor`, the stream goes on after it. " +
    "An event may come twice after the server was started anew; none is left out without a `resync`. A `beat` comes every 4 s.",
  request: {
    query: z.object({
      source: list.openapi({ description: "Only of these sources, separated by commas" }),
      kinds: list.openapi({ description: "Only these kinds, separated by commas", example: "event,state" }),
      cursor: z.string().max(8_000).optional(),
    }),
    headers: z.object({ "last-event-id": z.string().max(8_000).optional() }),
  },
  responses: {
    200: { content: { "text/event-stream": { schema: z.string() } }, description: "Open until either side ends it" },
    400: problemAnswer("A source that is neither in the config nor among what was stored"),
    503: problemAnswer("As many listen as may"),
  },
});

const names = (text: string | undefined) => text?.split(",").map((name) => name.trim());

export function addStream(app: OpenAPIHono<AdminEnv>, hub: Hub, inbox: Pick<Inbox, "settings" | "archive">): void {
  let clients = 0;

  /** Whoever waits for what never comes would not hear that it was a slip. */
  async function unknownOf(asked: readonly string[]): Promise<string | undefined> {
    const { sources } = inbox.settings;
    if (asked.every((name) => sources.has(name))) return undefined;
    const stored = (await inbox.archive.stats()).sources.map(({ source }) => source);
    const names = [...sources.keys(), ...stored];
    const unknown = asked.find((name) => !names.includes(name));
    return unknown && `there is no source ${JSON.stringify(unknown)}.${didYouMean(unknown, names)}`;
  }

  app.openapi(show, async (c) => {
    const { source, kinds, cursor } = c.req.valid("query");
    const query = {
      sources: names(source),
      kinds: names(kinds),
      cursor: c.req.valid("header")["last-event-id"] || cursor,
    };
    const unknown = await unknownOf(query.sources ?? []);
    if (unknown !== undefined) return toResponse(problem("QUERY_INVALID", unknown)) as never;
    if (clients >= MOST_CLIENTS) return toResponse(problem("OVERLOADED", `${MOST_CLIENTS} listen already`)) as never;
    clients += 1;
    const stream = toEventStream(hub, query, () => {
      clients -= 1;
    });
    return new Response(stream, {
      headers: { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" },
    }) as never;
  });
}
