import type { Inbox } from "../inbox.ts";
import { answerFetch } from "./fetch.ts";
import { sourceOf } from "./source.ts";

export interface HonoOptions {
  /** The source that this route is for; left out, the route's `:source`, else the last segment of the path. */
  readonly source?: string;
}

/** What is asked of Hono 4, on any runtime. */
interface HonoContext {
  readonly req: { readonly raw: Request; param(): object };
}

export type HonoHandler = (context: HonoContext) => Promise<Response>;

const RAW_BODY =
  "Mount this route before any middleware that reads the body, such as a validator or one that calls c.req.json(): hookinbox needs c.req.raw as it came.";

/**
 * A route handler for Hono. It reads `c.req.raw`: nothing may have read the body before. Something that did is answered 500,
 * code `BODY_ALREADY_PARSED`. Several headers of one name arrive joined by `, `, as everywhere with the web's `Headers`.
 * For every method: some providers shake hands by GET or HEAD.
 *
 * @example app.all("/webhooks/:source", toHono(inbox))
 */
export function toHono(inbox: Inbox, options: HonoOptions = {}): HonoHandler {
  return async ({ req }) => {
    const { source: param } = req.param() as { source?: string };
    const source = sourceOf(inbox, req.raw.url, options.source ?? param);
    return answerFetch(inbox, req.raw, { source, rawBodyAdvice: RAW_BODY });
  };
}
