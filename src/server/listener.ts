import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { sendReply } from "../adapters/node-reply.ts";
import { type ByteBudget, NodeRequest } from "../adapters/node-request.ts";
import { type ErrorCode, isHookinboxError } from "../errors.ts";
import type { Inbox } from "../inbox.ts";
import type { Observer } from "../observe.ts";
import { problem, problemOf } from "../problem.ts";
import type { Reply } from "../types.ts";
import type { Bins } from "./bins/bins.ts";
import { healthReply, readyReply } from "./health.ts";
import { type Exchange, exchangeOf, refuseRawly, setExchange } from "./raw-refusal.ts";

export interface Listener {
  readonly server: Server;
  /** No new connections; requests in flight get `grace` ms, then what is left is cut. */
  close(grace?: number): Promise<void>;
}

export interface ListenerOptions {
  /** Takes what is sent to a bin's address; left out: there are none. */
  readonly bins?: Pick<Bins, "receive">;
  /** Hears of what is refused here, before the inbox sees it. */
  readonly observer?: Observer;
}

interface State {
  inFlight: number;
  closing: boolean;
  readonly sockets: Set<Socket>;
}

/** An idle connection is kept this long, in ms: longer than the 60 s of common load balancers, or they meet a reset now and then. */
const KEEP_ALIVE = 65_000;

/**
 * The ingest listener: raw `node:http`, because it has a quarter more requests a second than any framework on top of it.
 * Limits come before work: nothing is read, and no source is looked up, for a request that is over one of them.
 */
export function createListener(inbox: Inbox, { observer, bins }: ListenerOptions = {}): Listener {
  const { limits } = inbox.settings;
  const budget: ByteBudget = { left: limits.bodies };
  const most = limits.headerLines * 2;
  const state: State = { inFlight: 0, closing: false, sockets: new Set() };

  const server = createServer({
    maxHeaderSize: limits.headers,
    headersTimeout: Math.min(limits.headersTimeout, limits.requestTimeout),
    requestTimeout: limits.requestTimeout,
    connectionsCheckingInterval: checkingInterval(limits.headersTimeout, limits.requestTimeout),
    keepAliveTimeout: KEEP_ALIVE,
    // Both lengths at once, bare line feeds and the like are smuggling, whatever flags this process was started with.
    insecureHTTPParser: false,
  });
  // Node drops the lines above its own limit without a word; ours are counted and answered.
  server.maxHeadersCount = 0;

  const refuse = (message: IncomingMessage, response: ServerResponse, code: ErrorCode) => {
    const reply = problem(code);
    setExchange(message.socket, { message, request: undefined, answered: true, close: false });
    sendReply(message, response, reply, state.closing);
    refused(observer, reply.status, code, message);
  };

  const handle = (message: IncomingMessage, response: ServerResponse, onRead?: () => void) => {
    if (message.method === "GET") {
      const probe = probeReply(inbox, message.url, state.closing);
      if (probe) return sendReply(message, response, probe, state.closing);
    }
    if (state.closing) return refuse(message, response, "STOPPING");
    if (message.rawHeaders.length > most) return refuse(message, response, "HEADERS_TOO_LARGE");
    if (state.inFlight >= limits.inFlight) return refuse(message, response, "OVERLOADED");
    state.inFlight++;
    const request = new NodeRequest(message, { budget, onRead });
    const exchange: Exchange = { message, request, answered: false, close: false };
    setExchange(message.socket, exchange);
    const answer = (reply: Reply) => {
      state.inFlight--;
      exchange.answered = true;
      request.release();
      sendReply(message, response, reply, exchange.close || state.closing);
    };
    const receive = () => inbox.receive(request).then(answer, () => answer(problem("STORE_UNAVAILABLE")));
    if (bins && request.url.startsWith("/bin/"))
      bins.receive(request).then(
        (reply) => (reply ? answer(reply) : receive()),
        (error) => answer(isHookinboxError(error) ? problemOf(error) : problem("INTERNAL")),
      );
    else receive();
  };

  server.on("connection", (socket) => {
    state.sockets.add(socket);
    socket.once("close", () => state.sockets.delete(socket));
  });
  server.on("request", (message, response) => handle(message, response));
  server.on("checkContinue", (message, response) => handle(message, response, () => response.writeContinue()));
  server.on("clientError", (error, socket) => {
    const code = refuseRawly(error, socket, exchangeOf(socket));
    if (code) refused(observer, problem(code).status, code);
  });

  return { server, close: (grace = 10_000) => close(server, state, grace) };
}

/** Timeouts act at the next check, so that has to come soon after them: a quarter of the shorter one, at most 1 s. */
function checkingInterval(...timeouts: number[]): number {
  return Math.max(20, Math.min(1_000, Math.min(...timeouts) / 4));
}

function probeReply(inbox: Inbox, url: string | undefined, closing: boolean): Reply | undefined {
  if (url === "/healthz") return healthReply();
  if (url === "/readyz") return readyReply(inbox, closing);
  return undefined;
}

function refused(observer: Observer | undefined, status: number, code: ErrorCode, message?: IncomingMessage): void {
  observer?.received?.({
    source: undefined,
    status,
    outcome: "refused",
    code,
    size: 0,
    took: 0,
    head: {
      method: message?.method ?? "",
      url: message?.url ?? "",
      headers: message?.rawHeaders ?? [],
      receivedAt: Date.now(),
    },
  });
}

function close(server: Server, state: State, grace: number): Promise<void> {
  state.closing = true;
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), grace);
    timer.unref();
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    // Node's closeIdleConnections() leaves those that never sent a request, and they would hold the stop up.
    for (const socket of state.sockets) {
      if (exchangeOf(socket)?.answered !== false) socket.destroySoon();
    }
  });
}
