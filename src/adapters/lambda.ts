import type { Inbox } from "../inbox.ts";
import type { Reply } from "../types.ts";
import { bodyOf, headersOf, type LambdaEvent, methodOf, urlOf } from "./lambda-event.ts";
import { sourceOf } from "./source.ts";

export interface LambdaOptions {
  /** The source that this function is for; left out, the route's `{source}`, else the last segment of the path. */
  readonly source?: string;
}

export interface LambdaResult {
  readonly statusCode: number;
  readonly headers?: Record<string, string>;
  readonly multiValueHeaders?: Record<string, string[]>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

export type LambdaHandler = (event: LambdaEvent) => Promise<LambdaResult>;

/**
 * A function for AWS Lambda, behind API Gateway (REST or HTTP API), a function URL or a load balancer. A body that is not
 * text any more is answered 500, code `BODY_ALREADY_PARSED`.
 *
 * Start the inbox with `{ work: false }` and a Postgres store: a function is frozen once it has answered, so that the
 * handlers have to run in another process.
 *
 * @example export const handler = toLambda(inbox);
 */
export function toLambda(inbox: Inbox, options: LambdaOptions = {}): LambdaHandler {
  return async (event) => {
    const url = urlOf(event);
    const reply = await inbox.receive({
      method: methodOf(event),
      url,
      headers: headersOf(event),
      receivedAt: Date.now(),
      source: sourceOf(inbox, url, options.source ?? event.pathParameters?.source),
      read: async (limit) => bodyOf(event, limit),
    });
    return toResult(reply, event.multiValueHeaders !== undefined && event.multiValueHeaders !== null);
  };
}

/** A load balancer that sends several values for a header takes answers in that form alone; REST APIs take both. */
function toResult({ status, headers, body = "" }: Reply, multi: boolean): LambdaResult {
  const isText = typeof body === "string";
  return {
    statusCode: status,
    ...(multi
      ? { multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])) }
      : { headers: { ...headers } }),
    body: isText ? body : Buffer.from(body).toString("base64"),
    isBase64Encoded: !isText,
  };
}
