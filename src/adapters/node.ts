import type { RequestListener } from "node:http";
import type { Inbox } from "../inbox.ts";
import { sendReply } from "./node-reply.ts";
import { NodeRequest } from "./node-request.ts";
import { sourceOf } from "./source.ts";

export interface NodeOptions {
  /** The source that everything here is for; left out, the path decides: `/in/github`, a source's own path, or its last segment. */
  readonly source?: string;
}

/**
 * A listener for `node:http`. Answers 500, code `BODY_ALREADY_PARSED`, when something read the body before.
 *
 * @example createServer(toNode(inbox)).listen(8420)
 */
export function toNode(inbox: Inbox, options: NodeOptions = {}): RequestListener {
  return (message, response) => {
    const source = sourceOf(inbox, message.url ?? "/", options.source);
    void inbox.receive(new NodeRequest(message, { source })).then((reply) => sendReply(message, response, reply));
  };
}
