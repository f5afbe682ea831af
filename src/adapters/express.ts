import type { IncomingMessage, ServerResponse } from "node:http";
import type { Inbox } from "../inbox.ts";
import { sendReply } from "./node-reply.ts";
import { NodeRequest } from "./node-request.ts";
import { sourceOf } from "./source.ts";

export interface ExpressOptions {
  /** The source that this route is for; left out, the route's `:source`, else the last segment of the path. */
  readonly source?: string;
}

/** What is asked of Express, 4 or 5: so hookinbox needs neither it nor its types. */
type ExpressRequest = IncomingMessage & {
  readonly originalUrl?: string;
  readonly params?: Readonly<Record<string, string | string[] | undefined>>;
};

export type ExpressHandler = (request: ExpressRequest, response: ServerResponse) => void;

/** Advice of the refusal, which the tests take by its word. */
export const RAW_BODY =
  'Mount this route before app.use(express.json()), or give it raw bytes: app.all("/webhooks/:source", express.raw({ type: "*/*", limit: "25mb", inflate: false }), toExpress(inbox)). Without a limit of its own Express refuses what is above 100 KB.';

/**
 * A route handler for Express 4 and 5. It reads the body itself: no body parser may run before it, `express.raw()` apart.
 * One that did is answered 500, code `BODY_ALREADY_PARSED`. For every method: some providers shake hands by GET or HEAD.
 *
 * @example app.all("/webhooks/:source", toExpress(inbox))
 */
export function toExpress(inbox: Inbox, options: ExpressOptions = {}): ExpressHandler {
  return (request, response) => {
    const url = request.originalUrl ?? request.url ?? "/";
    const param = request.params?.source;
    const source = sourceOf(inbox, url, options.source ?? (typeof param === "string" ? param : undefined));
    const incoming = new NodeRequest(request, { source, url, rawBodyAdvice: RAW_BODY });
    void inbox.receive(incoming).then((reply) => sendReply(request, response, reply));
  };
}
