import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { LINGER_BYTES, LINGER_TIME } from "../adapters/linger.ts";
import type { NodeRequest } from "../adapters/node-request.ts";
import type { ErrorCode } from "../errors.ts";
import { problem } from "../problem.ts";

/** One request of a connection, and how far its answer is. */
export interface Exchange {
  readonly message: IncomingMessage;
  /** `undefined`: refused before it was looked at. */
  readonly request: NodeRequest | undefined;
  answered: boolean;
  /** The connection ends after this answer: what follows on it makes no sense. */
  close: boolean;
}

interface ParserError extends Error {
  readonly code?: string;
  /** The parser's own words, none of the client's: `Invalid character in chunk size`. */
  readonly reason?: string;
  readonly rawPacket?: Uint8Array;
}

const EXCHANGE = Symbol("exchange");
const REFUSED = Symbol("refused");
/** Properties of the socket itself: a WeakMap would cost each request a lookup. */
type Marked = Duplex & { [EXCHANGE]?: Exchange; [REFUSED]?: number };

export function setExchange(socket: Duplex, exchange: Exchange): void {
  (socket as Marked)[EXCHANGE] = exchange;
}

/** The newest request of a connection; `undefined` before its first. */
export function exchangeOf(socket: Duplex): Exchange | undefined {
  return (socket as Marked)[EXCHANGE];
}

/**
 * What to do when Node gives up on a connection: bytes that are no HTTP, headers above the limit, a timeout.
 * A request that is still being read is failed, and answered by its usual way. Where there is none, the answer is written
 * to the socket itself. Returns the code of such an answer, once a connection.
 */
export function refuseRawly(error: ParserError, socket: Duplex, exchange: Exchange | undefined): ErrorCode | undefined {
  const marked = socket as Marked;
  // Answered before it was whole, and what is wrong is its rest: nobody waits for a second answer.
  const heard = exchange?.answered === true && !exchange.message.complete;
  const over = heard || marked[REFUSED] !== undefined;
  if (over || error.code === "ECONNRESET" || !socket.writable) {
    dropMore(error, marked);
    return undefined;
  }
  marked[REFUSED] = 0;
  const code = codeOf(error);
  if (exchange && !exchange.answered) {
    exchange.close = true;
    exchange.request?.fail(code, error.reason);
    return undefined;
  }
  socket.end(rawAnswer(code, error.reason));
  const timer = setTimeout(() => socket.destroy(), LINGER_TIME);
  socket.once("close", () => clearTimeout(timer));
  return code;
}

/** Node's parser raises its error again for each further packet of a connection that it has given up. */
function dropMore(error: ParserError, socket: Marked): void {
  const dropped = (socket[REFUSED] ?? 0) + (error.rawPacket?.length ?? LINGER_BYTES);
  socket[REFUSED] = dropped;
  if (dropped >= LINGER_BYTES) socket.destroy();
}

function codeOf(error: ParserError): ErrorCode {
  if (error.code === "HPE_HEADER_OVERFLOW") return "HEADERS_TOO_LARGE";
  return error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? "REQUEST_TIMEOUT" : "BAD_REQUEST";
}

function rawAnswer(code: ErrorCode, detail: string | undefined): string {
  const { status, headers, body } = problem(code, detail);
  const text = String(body);
  const lines = Object.entries({ ...headers, "content-length": Buffer.byteLength(text), connection: "close" });
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${text}`;
}
