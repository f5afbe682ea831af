import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { sendReply } from "../adapters/node-reply.ts";
import { NodeRequest } from "../adapters/node-request.ts";
import { HookinboxError, isHookinboxError } from "../errors.ts";
import { countHeader } from "../headers.ts";
import { problem, problemOf } from "../problem.ts";
import type { Provider } from "../providers/provider.ts";
import { exchangeOf, refuseRawly, setExchange } from "../server/raw-refusal.ts";
import type { Reply } from "../types.ts";
import { createVerifier } from "../verify/create.ts";

export interface WindowOptions {
  readonly provider: Provider;
  /** Paths without a trailing slash. */
  readonly paths: readonly string[];
  readonly host: string;
  readonly port: number;
  /** How long it stays open, in ms. */
  readonly time: number;
  /** Keeps the secret. Called once, before the answer; what it throws ends the window, and the provider gets a 500. */
  readonly keep: (secret: string) => void;
}

/** How a window ended: with a secret, whose answer arrived or not; or without, after so many other requests. */
export type Outcome =
  | { readonly taken: true; readonly heard: boolean }
  | { readonly taken: false; readonly others: number };

export interface EnrolmentWindow {
  /** `http://127.0.0.1:8420` */
  readonly url: string;
  readonly ended: Promise<Outcome>;
}

/** Handshakes are a few hundred bytes. */
const MAX_BODY = 64 * 1024;
/** All that is needed is one connection; some more, so that a stranger's cannot keep the provider's out. */
const MAX_CONNECTIONS = 64;
/** For the headers, and for the whole request, in ms. */
const REQUEST_TIME = 10_000;
/** What is still in flight when the window closes gets this long, in ms. */
const GRACE = 500;

/**
 * Listens until the first right handshake was answered, or the time is over. Everything else is refused, and none of it
 * is kept.
 *
 * @throws HookinboxError `PORT_TAKEN`, `LISTEN_FAILED`
 */
export async function openWindow(options: WindowOptions): Promise<EnrolmentWindow> {
  const { host, port, time, paths } = options;
  const enrol = createEnrolment(options.provider);
  let open = true;
  let others = 0;
  let settle: (outcome: Outcome | HookinboxError) => void = () => {};
  const settled = new Promise<Outcome | HookinboxError>((resolve) => (settle = resolve));

  const take = (message: IncomingMessage, response: ServerResponse, found: { secret: string; reply: Reply }) => {
    open = false;
    message.socket.setTimeout(REQUEST_TIME, () => message.socket.destroy());
    try {
      options.keep(found.secret);
    } catch (error) {
      response.once("close", () => settle(asCoded(error)));
      return sendReply(message, response, problem("INTERNAL"), true);
    }
    response.once("close", () => settle({ taken: true, heard: response.writableFinished }));
    sendReply(message, response, found.reply, true);
  };

  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = new NodeRequest(message);
    const exchange = { message, request, answered: false, close: false };
    setExchange(message.socket, exchange);
    const refuse = (reply: Reply) => {
      others++;
      exchange.answered = true;
      sendReply(message, response, reply, true);
    };
    if (!paths.includes(pathOf(request.url))) return refuse(problem("UNKNOWN_SOURCE"));
    if (request.method !== "POST") return refuse(NOT_ONE);
    try {
      const body = await request.read(MAX_BODY);
      const { method, url, headers, receivedAt } = request;
      // Who has hung up could not be told that the secret was taken.
      const found = open && !response.destroyed ? enrol({ method, url, headers, body, receivedAt }) : undefined;
      if (!found) return refuse(NOT_ONE);
      exchange.answered = true;
      take(message, response, found);
    } catch (error) {
      refuse(isHookinboxError(error) ? problemOf(error) : NOT_ONE);
    }
  };

  const server = createServer(
    {
      maxHeaderSize: 16 * 1024,
      headersTimeout: REQUEST_TIME,
      requestTimeout: REQUEST_TIME,
      connectionsCheckingInterval: 1_000,
      insecureHTTPParser: false,
    },
    (message, response) => void handle(message, response),
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.on("clientError", (error, socket) => void refuseRawly(error, socket, exchangeOf(socket)));
  await listen(server, host, port);
  const timer = setTimeout(() => {
    // One that is being answered at this moment ends the window itself.
    if (open) settle({ taken: false, others });
    open = false;
  }, time);
  const ended = settled.then(async (outcome) => {
    clearTimeout(timer);
    await close(server);
    if (outcome instanceof HookinboxError) throw outcome;
    return outcome;
  });
  return { url: urlOf(server), ended };
}

/** The provider's own reading of its handshake. A header that stands twice could mean either: it is none. */
function createEnrolment(provider: Provider): (inbound: Parameters<Enrol>[0]) => ReturnType<Enrol> {
  const { enrol } = createVerifier(provider, { secrets: [], enrols: true });
  const carrier = provider.greetings?.find(({ enrols }) => enrols !== undefined)?.when.header;
  return (inbound) =>
    carrier !== undefined && countHeader(inbound.headers, carrier) > 1 ? undefined : enrol?.(inbound);
}

type Enrol = NonNullable<ReturnType<typeof createVerifier>["enrol"]>;

const NOT_ONE = problem(
  "SIGNATURE_MISSING",
  "Only the handshake that hands over a secret is taken here, and only once.",
);

/** Without query and trailing slash; a proxy may have asked for the whole URL. */
function pathOf(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : (url.split(/[?#]/, 1)[0] ?? "");
  return path.length > 1 ? path.replace(/\/$/, "") : path;
}

const asCoded = (error: unknown): HookinboxError =>
  isHookinboxError(error) ? error : new HookinboxError("INTERNAL", "The secret could not be kept.", { cause: error });

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (cause: NodeJS.ErrnoException) => {
      const place = `${host}:${port}`;
      if (cause.code !== "EADDRINUSE")
        return reject(new HookinboxError("LISTEN_FAILED", `${place} cannot be listened on: ${cause.code}`, { cause }));
      const advice =
        "Where that is `hookinbox serve`, stop it for as long as this takes; or choose another with --port.";
      reject(new HookinboxError("PORT_TAKEN", `another program listens on ${place} already`, { cause, advice }));
    };
    server.once("error", onError).listen(port, host, () => {
      server.off("error", onError);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), GRACE);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
