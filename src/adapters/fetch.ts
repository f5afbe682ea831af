import { HookinboxError } from "../errors.ts";
import { toHeaderBag } from "../headers.ts";
import type { Inbox, IncomingRequest } from "../inbox.ts";
import type { Reply } from "../types.ts";
import { LINGER_BYTES } from "./linger.ts";

interface FetchOptions {
  readonly source?: string;
  readonly rawBodyAdvice?: string;
}

/** A web-standard request in, the inbox's answer out. */
export async function answerFetch(
  inbox: Pick<Inbox, "receive">,
  request: Request,
  options?: FetchOptions,
): Promise<Response> {
  const reply = await inbox.receive(toIncoming(request, options));
  // Refused by its head alone: servers that wait for a reader would reset the sender's connection.
  if (reply.status >= 400 && !request.bodyUsed && request.body && !request.body.locked)
    void hearOut(request.body.getReader());
  return toResponse(reply);
}

/**
 * A web-standard `Request` as an `IncomingRequest`. Its body is read as a stream, so that one above the limit is refused
 * after that many bytes. `Headers` has joined duplicates by then: `a, b`.
 */
export function toIncoming(request: Request, options: FetchOptions = {}): IncomingRequest {
  return {
    method: request.method,
    url: request.url,
    headers: toHeaderBag(request.headers),
    receivedAt: Date.now(),
    source: options.source,
    read: (limit) => readBody(request, limit, options.rawBodyAdvice),
  };
}

/** A `Reply` as a web-standard `Response`. */
export function toResponse(reply: Reply): Response {
  const bodiless = reply.status === 204 || reply.status === 205 || reply.status === 304;
  return new Response(bodiless ? null : (reply.body as string | Uint8Array<ArrayBuffer> | undefined), {
    status: reply.status,
    headers: reply.headers,
  });
}

const RAW_BODY =
  "Hand over the request before anything calls its json(), text() or formData(); or a clone() taken before.";

async function readBody(request: Request, limit: number, advice = RAW_BODY): Promise<Uint8Array> {
  const alreadyRead = () =>
    new HookinboxError("BODY_ALREADY_PARSED", "the request's body was read already", { advice });
  if (request.bodyUsed) throw alreadyRead();
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > limit) throw tooLarge(announced, limit);
  // The server holds a sender to its length, and servers on Node read this without making a stream of the web: 50 µs less.
  if (announced > 0) return readWhole(request, { limit, announced, alreadyRead });
  if (request.body?.locked) throw alreadyRead();
  if (!request.body) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = (request.body as ReadableStream<Uint8Array>).getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.length;
      if (size > limit) throw tooLarge(size, limit);
      chunks.push(part.value);
    }
  } catch (error) {
    void hearOut(reader);
    if (error instanceof HookinboxError) throw error;
    throw new HookinboxError("BAD_REQUEST", `the body was cut off after ${size} bytes`, { cause: error });
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks, size);
}

/**
 * Reads on without keeping, so that the sender comes to read the answer. The stream is never cancelled: React Router 7 and
 * h3 1 would write to it all the same, and what they throw then ends the process.
 */
async function hearOut(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  try {
    let left = LINGER_BYTES;
    for (let part = await reader.read(); !part.done && left > 0; part = await reader.read()) left -= part.value.length;
  } catch {
    // It has hung up.
  }
}

async function readWhole(
  request: Request,
  { limit, announced, alreadyRead }: { limit: number; announced: number; alreadyRead: () => HookinboxError },
): Promise<Uint8Array> {
  let body: Uint8Array;
  try {
    body = new Uint8Array(await request.arrayBuffer());
  } catch (error) {
    // A stream that somebody else reads: told by the words, as every runtime has one TypeError for all.
    if (error instanceof TypeError && /unusable|locked|disturbed|already/i.test(error.message)) throw alreadyRead();
    throw new HookinboxError("BAD_REQUEST", "the body was cut off", { cause: error });
  }
  if (body.length > limit) throw tooLarge(body.length, limit);
  // SvelteKit hands over nothing of a body without Content-Type; it would be taken for a forged one.
  if (body.length === 0)
    throw new HookinboxError("BAD_REQUEST", `${announced} bytes were announced, and the framework handed over none`);
  return body;
}

function tooLarge(size: number, limit: number): HookinboxError {
  return new HookinboxError("BODY_TOO_LARGE", `the body has ${size} bytes or more, the limit here is ${limit}`);
}
