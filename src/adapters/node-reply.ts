import type { IncomingMessage, ServerResponse } from "node:http";
import type { Reply } from "../types.ts";
import { LINGER_BYTES, LINGER_TIME } from "./linger.ts";

/** Connections that may linger at once; more are cut. They cost a socket and a timer each. */
const LINGER_AT_ONCE = 256;

let lingering = 0;

/**
 * Writes a `Reply` as the answer of `node:http`: head and body in one packet. With `close`, or where the request has not
 * been read whole, the connection ends after it.
 */
export function sendReply(message: IncomingMessage, response: ServerResponse, reply: Reply, close = false): void {
  if (message.complete) write(message, response, reply, close);
  // The parser may stand in the middle of the packet: a moment later it has seen a body that is there, and the connection
  // can be kept.
  else setImmediate(write, message, response, reply, close);
}

function write(message: IncomingMessage, response: ServerResponse, reply: Reply, close: boolean): void {
  if (response.headersSent || response.destroyed) return;
  const { status, headers, body = "" } = reply;
  const unread = !message.complete && message.httpVersionMajor < 2;
  const flat: string[] = [];
  for (const name in headers) flat.push(name, headers[name] as string);
  // writeHead() before end() would make Node answer in chunks.
  if (status !== 204 && status !== 304)
    flat.push("content-length", String(typeof body === "string" ? Buffer.byteLength(body) : body.length));
  if ((close || unread) && message.httpVersionMajor < 2) flat.push("connection", "close");
  response.writeHead(status, flat);
  if (unread && !message.socket.readableEnded && lingering < LINGER_AT_ONCE) endWhenHeard(message, response, body);
  else response.end(body);
}

/**
 * The answer goes out at once, the end of the connection waits until the sender has finished or enough is enough.
 * Closing a socket that has unread bytes makes the kernel send a reset, and a reset can overtake the answer: a sender that
 * writes its whole body before it reads would see "connection reset" instead of 413.
 */
function endWhenHeard(message: IncomingMessage, response: ServerResponse, body: string | Uint8Array): void {
  lingering++;
  let left = LINGER_BYTES;
  const finish = () => {
    lingering--;
    clearTimeout(timer);
    message.off("close", finish);
    message.socket?.off("end", finish);
    response.end();
  };
  const timer = setTimeout(() => message.destroy(), LINGER_TIME);
  timer.unref();
  message.on("data", (chunk: Uint8Array) => {
    left -= chunk.length;
    // Stops the sender by TCP's own window; the socket stays for as long as it takes to read the answer.
    if (left <= 0) message.pause();
  });
  message.socket.once("end", finish);
  message.once("close", finish).resume();
  response.flushHeaders();
  if (body.length > 0) response.write(body);
}
