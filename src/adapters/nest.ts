import type { IncomingMessage, ServerResponse } from "node:http";
import type { Inbox } from "../inbox.ts";
import { sendReply } from "./node-reply.ts";
import { NodeRequest } from "./node-request.ts";
import { sourceOf } from "./source.ts";

export interface NestOptions {
  /** The source that this route is for; left out, the route's `:source`, else the last segment of the path. */
  readonly source?: string;
}

/** What is asked of Nest on Express. `rawBody` is there where the app was created with `{ rawBody: true }`. */
type NestRequest = IncomingMessage & {
  readonly originalUrl?: string;
  readonly params?: Readonly<Record<string, string | string[] | undefined>>;
};

/** Middleware, and a function for a controller's method: `(req, res)`. */
export type NestMiddleware = (request: NestRequest, response: ServerResponse, next?: unknown) => void;

/** Advice of the refusal, which the tests take by its word. */
export const RAW_BODY =
  'Mount it before Nest\'s parsers: app.use("/webhooks", toNest(inbox)) in main.ts, before app.listen(); or keep the bytes: NestFactory.create(AppModule, { rawBody: true }), then app.useBodyParser("json", { limit: "25mb" }) and app.useBodyParser("urlencoded", { limit: "25mb", extended: true }), as Nest refuses what is above 100 KB.';

/**
 * Middleware for Nest on Express. In `main.ts`, before `app.listen()`, it runs before Nest's own parsers and reads the body
 * itself. In a module's `configure()`, or called from a controller, it comes after them and needs `{ rawBody: true }` and
 * their limits raised.
 * A body that was parsed and not kept is answered 500, code `BODY_ALREADY_PARSED`.
 *
 * @example app.use("/webhooks", toNest(inbox))
 */
export function toNest(inbox: Inbox, options: NestOptions = {}): NestMiddleware {
  return (request, response) => {
    const url = request.originalUrl ?? request.url ?? "/";
    const param = request.params?.source;
    const source = sourceOf(inbox, url, options.source ?? (typeof param === "string" ? param : undefined));
    const incoming = new NodeRequest(request, { source, url, rawBodyAdvice: RAW_BODY });
    void inbox.receive(incoming).then((reply) => sendReply(request, response, reply));
  };
}
