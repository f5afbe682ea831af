import type { IncomingMessage, ServerResponse } from "node:http";
import type { Inbox } from "../inbox.ts";
import { answerFetch } from "./fetch.ts";
import { sendReply } from "./node-reply.ts";
import { NodeRequest } from "./node-request.ts";
import { sourceOf } from "./source.ts";

export interface NextOptions {
  /** The source that this route is for; left out, the folder's `[source]`, else the last segment of the path. */
  readonly source?: string;
}

/** What a route handler of the App Router is given beside the request: a promise since Next 15. */
interface NextContext {
  readonly params?: unknown;
}

export interface NextHandler {
  (request: IncomingMessage, response: ServerResponse): Promise<void>;
  // The last, as this is the one that Next's own check of a route's types looks at.
  (request: Request, context: NextContext): Promise<Response>;
}

const PAGES_RAW_BODY =
  "Add this line beside the handler: export const config = { api: { bodyParser: false } }; or move the route to the App Router.";
const APP_RAW_BODY = "Hand over the request before anything calls its json(), text() or formData().";

/**
 * A handler for Next: of a route of the App Router, and of an API route of the Pages Router, which needs
 * `export const config = { api: { bodyParser: false } }` beside it. A body that was read before is answered 500, code
 * `BODY_ALREADY_PARSED`. In the Pages Router the source is the option, else the last segment of the path. In the App Router
 * `GET` stands beside `POST`, and takes HEAD as well: some providers shake hands so.
 *
 * @example export const POST = toNext(inbox), GET = POST; // app/webhooks/[source]/route.ts
 */
export function toNext(inbox: Inbox, options: NextOptions = {}): NextHandler {
  async function ofApp(request: Request, { params }: NextContext = {}): Promise<Response> {
    const { source: param } = ((await params) ?? {}) as { source?: string };
    const source = sourceOf(inbox, request.url, options.source ?? param);
    return answerFetch(inbox, request, { source, rawBodyAdvice: APP_RAW_BODY });
  }
  async function ofPages(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const source = sourceOf(inbox, request.url ?? "/", options.source);
    const reply = await inbox.receive(new NodeRequest(request, { source, rawBodyAdvice: PAGES_RAW_BODY }));
    const ended = new Promise((resolve) => response.once("close", resolve));
    sendReply(request, response, reply);
    await ended;
  }
  return ((request: Request | IncomingMessage, second: never) =>
    "rawHeaders" in request ? ofPages(request, second) : ofApp(request, second)) as NextHandler;
}
