import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { toResponse } from "../../adapters/fetch.ts";
import type { Inbox } from "../../inbox.ts";
import { problem } from "../../problem.ts";
import type { Hub } from "../stream/hub.ts";
import type { Addresses } from "./addresses.ts";
import { bytesReply } from "./bytes.ts";
import { toCurl } from "./curl.ts";
import type { AdminEnv } from "./guard.ts";
import { keepRedacted, redactHeaders } from "./redact.ts";
import { createRest } from "./rest.ts";
import {
  bytesAnswer,
  curl,
  curlBody,
  edited,
  editedBody,
  eventDetail,
  eventPage,
  eventQuery,
  idParam,
  json,
  problemAnswer,
  replayBody,
  replayed,
  skipped,
} from "./shapes.ts";
import { storyOf } from "./story.ts";

const unknown = problemAnswer("No event of this id");
const pruned = problemAnswer("The body is not kept any more");

const list = createRoute({
  method: "get",
  path: "/api/events",
  summary: "Events, newest first",
  description: "What is asked after an answer waits for 20 ms, as a list takes time from what is received.",
  request: { query: eventQuery },
  responses: { 200: json(eventPage, "One page"), 400: problemAnswer("A parameter is not valid") },
});
const show = createRoute({
  method: "get",
  path: "/api/events/{id}",
  summary: "An event, its deliveries and their attempts",
  request: { params: idParam },
  responses: { 200: json(eventDetail, "The event"), 404: unknown },
});
const body = createRoute({
  method: "get",
  path: "/api/events/{id}/body",
  summary: "The body of an event",
  request: { params: idParam },
  responses: { 200: bytesAnswer, 404: unknown, 410: pruned },
});
const replay = createRoute({
  method: "post",
  path: "/api/events/{id}/replay",
  summary: "New deliveries of an event: to one destination, or to all that it is routed to today",
  request: { params: idParam, body: { content: { "application/json": { schema: replayBody } } } },
  responses: {
    202: json(replayed, "Ids of the new deliveries"),
    400: problemAnswer("The body is not valid"),
    404: unknown,
    410: pruned,
  },
});

const editedReplay = createRoute({
  method: "post",
  path: "/api/events/{id}/edited",
  summary: "An edited replay: a new event made of this one, with a null key, delivered as it would be",
  description: "Nothing of it is verified: the person who edits it answers for it, and the audit log says who.",
  request: { params: idParam, body: { content: { "application/json": { schema: editedBody } }, required: true } },
  responses: {
    202: json(edited, "The new event"),
    400: problemAnswer("The body is not valid"),
    404: unknown,
    410: pruned,
  },
});
const asCurl = createRoute({
  method: "post",
  path: "/api/events/{id}/curl",
  summary: "The event as a curl command, signed afresh with the source's secret",
  request: { params: idParam, body: { content: { "application/json": { schema: curlBody } } } },
  responses: {
    200: json(curl, "The command"),
    400: problemAnswer("The body is not valid"),
    404: unknown,
    410: pruned,
  },
});

const skip = createRoute({
  method: "post",
  path: "/api/events/{id}/skip",
  summary: "Lets the lanes that dead deliveries of an event hold go on without them",
  request: { params: idParam },
  responses: { 200: json(skipped, "Ids of those deliveries"), 404: unknown },
});

export const eventRoutes = { list, show, body, replay, skip, edited: editedReplay, curl: asCurl };

export function addEvents(app: OpenAPIHono<AdminEnv>, inbox: Inbox, addresses: Addresses, hub: Hub): void {
  const missing = async (id: string) =>
    toResponse(problem((await inbox.archive.get(id)) ? "BODY_PRUNED" : "EVENT_UNKNOWN"));

  const rested = createRest();
  app.openapi(list, async (c) => {
    const query = c.req.valid("query");
    const page = await rested(() => inbox.archive.list(query));
    hub.looked(page.items);
    return c.json(page, 200);
  });

  app.openapi(show, async (c) => {
    const event = await inbox.archive.get(c.req.valid("param").id);
    if (!event) return toResponse(problem("EVENT_UNKNOWN")) as never;
    hub.looked([event]);
    const { credentials, signatures } = inbox.verifier(event.source) ?? {};
    const headers = redactHeaders(event.headers, credentials, signatures);
    const provider = inbox.settings.sources.get(event.source)?.provider.id ?? null;
    const bodyKept = event.headers.length > 0;
    return c.json({ ...event, provider, headers, bodyKept, ...(await storyOf(inbox.archive, event.id)) }, 200);
  });

  app.openapi(body, async (c) => {
    const { id } = c.req.valid("param");
    const bytes = await inbox.archive.body(id);
    return (bytes ? toResponse(bytesReply(id, bytes)) : await missing(id)) as never;
  });

  app.openapi(replay, async (c) => {
    const { id } = c.req.valid("param");
    const deliveries = await inbox.replay(id, c.req.valid("json"));
    if (!deliveries) return (await missing(id)) as never;
    const { destination } = c.req.valid("json");
    if (destination !== undefined) c.set("audited", { detail: { destination } });
    return c.json({ deliveries }, 202);
  });

  app.openapi(skip, async (c) => {
    const deliveries = await inbox.skip(c.req.valid("param").id);
    if (!deliveries) return toResponse(problem("EVENT_UNKNOWN")) as never;
    if (deliveries.length === 0) c.set("audited", null);
    return c.json({ deliveries }, 200);
  });

  app.openapi(editedReplay, async (c) => {
    const { id } = c.req.valid("param");
    const { body, encoding = "utf8", headers, type, destination } = c.req.valid("json");
    if (headers && headers.length % 2 === 1)
      return toResponse(problem("QUERY_INVALID", "headers: names and values in turn")) as never;
    const bytes = body === undefined ? undefined : Buffer.from(body, encoding);
    // What was shown as [redacted] is not to be delivered as that.
    const kept = headers && keepRedacted(headers, (await inbox.archive.get(id))?.headers ?? []);
    const made = await inbox.edit(id, { body: bytes, headers: kept, type, destination });
    if (!made) return (await missing(id)) as never;
    await inbox.archive.note([{ kind: "edits", at: Date.now(), subject: made.id, data: { from: id } }]);
    c.set("audited", { detail: { made: made.id, ...(destination === undefined ? {} : { destination }) } });
    return c.json({ id: made.id, deliveries: [...made.deliveries] }, 202);
  });

  app.openapi(asCurl, async (c) => {
    const { id } = c.req.valid("param");
    const [event, bytes] = [await inbox.archive.get(id), await inbox.archive.body(id)];
    const source = event && inbox.settings.sources.get(event.source);
    if (!event || !bytes || !source) return (await missing(id)) as never;
    const url = c.req.valid("json").url ?? addresses.of(source);
    const credentials = inbox.verifier(source.name)?.credentials ?? [];
    return c.json(
      toCurl(source, { headers: event.headers, body: bytes }, credentials, url, inbox.settings.publicUrl),
      200,
    );
  });
}
