import type { IncomingMessage, ServerResponse } from "node:http";
import type { Inbox } from "../inbox.ts";
import { sendReply } from "./node-reply.ts";
import { NodeRequest } from "./node-request.ts";
import { sourceOf } from "./source.ts";

export interface FastifyOptions {
  /** The source that everything here is for; left out, the route's `:source`, else the last segment of the path. */
  readonly source?: string;
}

interface FastifyRequest {
  readonly raw: IncomingMessage;
  readonly originalUrl: string;
  readonly params: unknown;
  readonly body: unknown;
}

interface FastifyReply {
  readonly raw: ServerResponse;
  hijack(): unknown;
}

type FastifyHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** What is asked of Fastify 5 to be a plugin of it. */
interface FastifyInstance {
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(type: string, parser: (...of: [unknown, unknown, (error: null) => void]) => void): unknown;
  all(path: string, handler: FastifyHandler): unknown;
}

export type FastifyPlugin = (app: FastifyInstance) => Promise<void>;

const RAW_BODY =
  'Register it as a plugin, app.register(toFastify(inbox), { prefix: "/webhooks" }): then its routes have a content type parser of their own. A preParsing hook of the whole app that reads bodies must leave them out.';

/**
 * A plugin for Fastify, with the routes `<prefix>/:source` (and `<prefix>` where the option names the source). Its content
 * type parser, which leaves the body alone, holds for these routes only: the app's other routes keep theirs.
 *
 * @example app.register(toFastify(inbox), { prefix: "/webhooks" })
 */
export function toFastify(inbox: Inbox, options: FastifyOptions = {}): FastifyHandler & FastifyPlugin {
  const handle: FastifyHandler = async ({ raw, originalUrl: url, params, body }, reply) => {
    const source = sourceOf(inbox, url, options.source ?? (params as { source?: string }).source);
    const message = body === undefined ? raw : Object.assign(raw, { body });
    // Fastify would end the connection of a request that was refused unread before its sender has read the answer.
    reply.hijack();
    sendReply(raw, reply.raw, await inbox.receive(new NodeRequest(message, { source, url, rawBodyAdvice: RAW_BODY })));
  };
  const register = async (app: FastifyInstance) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", (_request, _body, done) => done(null));
    for (const path of ["/:source", "/:source/", ...(options.source ? ["/"] : [])]) app.all(path, handle);
  };
  return async (first: FastifyInstance | FastifyRequest, reply?: unknown) =>
    "addContentTypeParser" in first ? register(first) : handle(first, reply as FastifyReply);
}
