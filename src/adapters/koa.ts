import type { IncomingMessage, ServerResponse } from "node:http";
import type { Inbox } from "../inbox.ts";
import { sendReply } from "./node-reply.ts";
import { NodeRequest } from "./node-request.ts";
import { sourceOf } from "./source.ts";

export interface KoaOptions {
  /** The source that this route is for; left out, the route's `:source`, else the last segment of the path. */
  readonly source?: string;
}

/** What is asked of Koa 2 and 3, and of its routers. */
export interface KoaContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** The path and query as the client sent them, whatever a mount took off since. */
  readonly originalUrl: string;
  respond?: boolean | null;
}

export type KoaMiddleware = (context: KoaContext) => Promise<void>;

const RAW_BODY =
  'Mount this route before app.use(bodyParser()): router.all("/webhooks/:source", toKoa(inbox)); app.use(router.routes()); and only then the parser.';

/**
 * Middleware for Koa, for a router's route or a mount. It reads the body itself and answers by itself: no body parser may
 * run before it. One that did is answered 500, code `BODY_ALREADY_PARSED`. For every method: some providers shake hands by
 * GET or HEAD.
 *
 * @example router.all("/webhooks/:source", toKoa(inbox))
 */
export function toKoa(inbox: Inbox, options: KoaOptions = {}): KoaMiddleware {
  return async (context) => {
    const { req, res, originalUrl: url } = context;
    const { source: param } = (context as { params?: Readonly<Record<string, string>> }).params ?? {};
    const source = sourceOf(inbox, url, options.source ?? param);
    const reply = await inbox.receive(new NodeRequest(req, { source, url, rawBodyAdvice: RAW_BODY }));
    // Koa would close the connection of a request that was refused unread before its sender has read the answer.
    context.respond = false;
    sendReply(req, res, reply);
  };
}
