import type { IncomingMessage } from "node:http";
import { type ErrorCode, HookinboxError } from "../errors.ts";
import { header } from "../headers.ts";
import type { IncomingRequest } from "../inbox.ts";
import type { HeaderBag, Instant } from "../types.ts";

/** Bytes that bodies may still take in this process. Shared by requests, and counted as bytes arrive, not as announced. */
export interface ByteBudget {
  left: number;
}

export interface NodeRequestOptions {
  readonly source?: string;
  /** The path and query as the client sent them, where the framework has changed `message.url`. */
  readonly url?: string;
  readonly budget?: ByteBudget;
  /** Called once before the body is read: where the client waits for `100 Continue`. */
  readonly onRead?: () => void;
  /** How this framework hands over raw bytes; becomes the advice of `BODY_ALREADY_PARSED`. */
  readonly rawBodyAdvice?: string;
}

const EMPTY = new Uint8Array(0);

/**
 * A request of `node:http` as an `IncomingRequest`. On the hot path: it reads `rawHeaders`, so that Node never builds its
 * headers object, and it keeps a body that came in one piece, as nearly all do, without a copy.
 */
export class NodeRequest implements IncomingRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderBag;
  readonly receivedAt: Instant = Date.now();
  readonly source: string | undefined;
  readonly #message: IncomingMessage;
  readonly #options: NodeRequestOptions;
  #taken = 0;
  #failure: HookinboxError | undefined;
  #stop: ((error: HookinboxError) => void) | undefined;

  constructor(message: IncomingMessage, options: NodeRequestOptions = {}) {
    this.method = message.method ?? "GET";
    this.url = options.url ?? message.url ?? "/";
    this.headers = message.rawHeaders;
    this.source = options.source;
    this.#message = message;
    this.#options = options;
  }

  read(limit: number): Promise<Uint8Array> {
    const message = this.#message;
    if (this.#failure) return Promise.reject(this.#failure);
    const announced = Number(header(this.headers, "content-length") ?? Number.NaN);
    if (message.readableDidRead) return this.#alreadyRead(announced, limit);
    if (message.destroyed) return Promise.reject(cutOff(0, announced));
    if (announced > limit) return Promise.reject(tooLarge(announced, limit));
    this.#options.onRead?.();
    return new Promise((resolve, reject) => this.#collect(announced, limit, resolve, reject));
  }

  /** Ends a read that is under way or still to come: the server has given up on this request. One that is whole stays whole. */
  fail(code: ErrorCode, detail?: string): void {
    if (this.#message.complete) return;
    this.#failure ??= new HookinboxError(code, detail);
    this.#stop?.(this.#failure);
  }

  /** Gives the body's bytes back to the budget: the answer is on its way. */
  release(): void {
    if (this.#options.budget) this.#options.budget.left += this.#taken;
    this.#taken = 0;
  }

  #collect(
    announced: number,
    limit: number,
    resolve: (body: Uint8Array) => void,
    reject: (error: Error) => void,
  ): void {
    const message = this.#message;
    const budget = this.#options.budget;
    let only: Uint8Array | undefined;
    let chunks: Uint8Array[] | undefined;
    let size = 0;
    const onData = (chunk: Uint8Array) => {
      size += chunk.length;
      if (size > limit) return stop(tooLarge(size, limit));
      if (budget) {
        if (budget.left < chunk.length)
          return stop(new HookinboxError("OVERLOADED", "the bodies in flight fill the memory set aside for them"));
        budget.left -= chunk.length;
        this.#taken += chunk.length;
      }
      if (chunks) chunks.push(chunk);
      else if (only) chunks = [only, chunk];
      else only = chunk;
    };
    const onEnd = () => {
      this.#stop = undefined;
      resolve(chunks ? Buffer.concat(chunks, size) : (only ?? EMPTY));
    };
    // Comes after the end as well; taking it off there would cost more than leaving it.
    const onClose = () => this.#stop?.(cutOff(size, announced));
    const stop = (error: HookinboxError) => {
      this.#stop = undefined;
      message.off("data", onData).off("end", onEnd).off("close", onClose).pause();
      reject(error);
    };
    this.#stop = stop;
    // No listener for "error": Node then raises none when a client hangs up, and "close" tells the same.
    message.on("data", onData).on("end", onEnd).on("close", onClose);
  }

  /** Something read the stream before: fine where it kept the bytes (`express.raw()`, Nest's `rawBody`), refused where it did not. */
  #alreadyRead(announced: number, limit: number): Promise<Uint8Array> {
    const { body, rawBody } = this.#message as unknown as { body?: unknown; rawBody?: unknown };
    const bytes =
      rawBody instanceof Uint8Array ? rawBody : body instanceof Uint8Array ? body : announced === 0 ? EMPTY : undefined;
    if (bytes && bytes.length <= limit) return Promise.resolve(bytes);
    if (bytes) return Promise.reject(tooLarge(bytes.length, limit));
    const found =
      body === undefined
        ? "the request's stream was read already"
        : `the request's body is of type ${typeof body}, not raw bytes`;
    return Promise.reject(new HookinboxError("BODY_ALREADY_PARSED", found, { advice: this.#options.rawBodyAdvice }));
  }
}

function tooLarge(size: number, limit: number): HookinboxError {
  return new HookinboxError("BODY_TOO_LARGE", `the body has ${size} bytes or more, the limit here is ${limit}`);
}

function cutOff(size: number, announced: number): HookinboxError {
  const of = Number.isNaN(announced) ? "before its end" : `of ${announced}`;
  return new HookinboxError("BAD_REQUEST", `the body was cut off after ${size} bytes ${of}`);
}
