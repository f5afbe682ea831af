import { isHookinboxError } from "../errors.ts";
import type { Inbox, IncomingRequest } from "../inbox.ts";
import { problem, problemOf } from "../problem.ts";
import type { Inbound, Reply } from "../types.ts";

export type Taken = Inbound & { readonly source: string | undefined };

export interface PlainInbox extends Pick<Inbox, "sourceAt" | "receive" | "health"> {
  /** What arrived whole, byte for byte. */
  readonly taken: Taken[];
}

/** Bytes that the plain inbox takes. */
export const LIMIT = 6 * 1024 * 1024;

/**
 * An inbox that keeps what it is given and does nothing else: it shows what an adapter hands over.
 * `unread` is refused by its head alone, `gone` is unknown, `/own/path/` belongs to `github`.
 */
export function plainInbox(answer?: (request: IncomingRequest) => Promise<Reply> | Reply): PlainInbox & Inbox {
  const taken: Taken[] = [];
  const keep = async (request: IncomingRequest): Promise<Reply> => {
    if (request.source === "gone") return problem("UNKNOWN_SOURCE");
    if (request.source === "unread")
      return { status: 401, headers: { "content-type": "text/plain" }, body: "no signature" };
    const { method, url, headers, receivedAt, source } = request;
    const body = await request.read(LIMIT);
    taken.push({ method, url, headers, receivedAt, source, body });
    return {
      status: 202,
      headers: { "content-type": "application/json", "x-own": "1" },
      body: `{"size":${body.length}}`,
    };
  };
  const inbox: PlainInbox = {
    taken,
    sourceAt: (path) => (path === "/own/path/" ? "github" : undefined),
    health: () => ({ ready: true }),
    async receive(request) {
      try {
        return await (answer ?? keep)(request);
      } catch (error) {
        if (isHookinboxError(error)) return problemOf(error);
        throw error;
      }
    },
  };
  return inbox as PlainInbox & Inbox;
}
