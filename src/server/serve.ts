import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { isLoopback } from "../config/serving.ts";
import { HookinboxError } from "../errors.ts";
import type { Inbox } from "../inbox.ts";
import type { Metrics } from "../metrics.ts";
import type { Observer } from "../observe.ts";
import { type AdminOptions, createAdmin } from "./admin/app.ts";
import { type Bins, createBins } from "./bins/bins.ts";
import type { Figures } from "./figures/figures.ts";
import { createListener, type Listener } from "./listener.ts";

export interface ServeOptions {
  /** Address and port of the ingest listener; port 0 takes any. Without a port it receives nothing. */
  readonly host: string;
  readonly port?: number;
  /** Address of the admin listener: 127.0.0.1 when left out. */
  readonly adminHost?: string;
  /** Left out: there is no admin listener. */
  readonly adminPort?: number;
  /** `false`: receives only. */
  readonly work: boolean;
  /** What `/metrics` shows; its observer goes to the inbox. */
  readonly metrics?: Metrics;
  /** What the dashboard's figures are made of; its observer goes to the inbox. */
  readonly figures?: Figures;
  /** Hears of what the listeners refuse by themselves: the one that the inbox was given. */
  readonly observer?: Observer;
  /** Where other processes of this server receive: it has the bins for them, and receives nothing itself. */
  readonly ingest?: () => string;
  /** Those of another process; left out: its own. */
  readonly bins?: Pick<Bins, "receive">;
}

export interface Served {
  /** `http://127.0.0.1:8420`; empty: there is none. */
  readonly ingest: string;
  /** `http://127.0.0.1:8421`; empty: there is none. */
  readonly admin: string;
  readonly bins: Bins;
  /** Answers what is in flight, lets handlers end, closes the store. */
  close(): Promise<void>;
}

/** Answers get this long when the server stops, in ms; a sync source's takes 8 s. */
const GRACE = 10_000;

/**
 * Runs an inbox as a server of its own: the inbox first, so that neither listener takes anything before store and handlers
 * are ready; then the listeners.
 *
 * @throws HookinboxError `ADMIN_TOKEN_REQUIRED`, `PORT_TAKEN`, `LISTEN_FAILED`, and what `inbox.start()` throws
 */
export async function serve(inbox: Inbox, options: ServeOptions): Promise<Served> {
  const { host, port, adminHost = "127.0.0.1", adminPort, work, metrics, figures, observer } = options;
  if (adminPort !== undefined) requireToken(inbox, adminHost);
  await inbox.start({ work, host, receive: port !== undefined });
  const address = (): string => (ingest ? urlOf(ingest.server) : (options.ingest?.() ?? ""));
  const bins = createBins((path) => (inbox.settings.publicUrl ?? address()) + path);
  const ingest: Listener | undefined =
    port === undefined ? undefined : createListener(inbox, { observer, bins: options.bins ?? bins });
  const admin =
    adminPort === undefined
      ? undefined
      : createAdminServer(inbox, adminHost, {
          ingest: address,
          metrics,
          figures,
          bins: port === undefined && !options.ingest ? undefined : bins,
          observer,
        });
  try {
    if (ingest) await listen(ingest.server, host, port!, "--port");
    if (admin) await listen(admin, adminHost, adminPort!, "--admin-port");
  } catch (error) {
    await Promise.all([ingest?.close(0), admin && closeNow(admin)]);
    await inbox.stop();
    throw error;
  }
  figures?.start(inbox.archive);
  let closing: Promise<void> | undefined;
  const close = async () => {
    await ingest?.close(GRACE);
    await figures?.stop();
    await inbox.stop();
    if (admin) await closeNow(admin);
  };
  return {
    ingest: ingest ? urlOf(ingest.server) : "",
    admin: admin ? urlOf(admin) : "",
    bins,
    close: () => (closing ??= close()),
  };
}

function requireToken({ settings }: Inbox, adminHost: string): void {
  if (isLoopback(adminHost) || settings.admin.token) return;
  throw new HookinboxError("ADMIN_TOKEN_REQUIRED", `the admin listener is to bind ${adminHost}, and no token is set`);
}

function createAdminServer(inbox: Inbox, host: string, options: Omit<AdminOptions, "host">): Server {
  const { limits } = inbox.settings;
  const { fetch } = createAdmin(inbox, { host, ...options });
  return createServer(
    {
      maxHeaderSize: limits.headers,
      headersTimeout: Math.min(limits.headersTimeout, limits.requestTimeout),
      requestTimeout: limits.requestTimeout,
      insecureHTTPParser: false,
    },
    getRequestListener(fetch, { overrideGlobalObjects: false }),
  );
}

function listen(server: Server, host: string, port: number, flag: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (cause: NodeJS.ErrnoException) => reject(listenError(cause, host, port, flag));
    server.once("error", onError).listen(port, host, () => {
      server.off("error", onError);
      resolve();
    });
  });
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number, flag: string): HookinboxError {
  if (cause.code === "EADDRINUSE") {
    return new HookinboxError("PORT_TAKEN", `another program listens on ${host}:${port} already`, {
      cause,
      advice: `Stop it, or choose another port with ${flag}. \`lsof -i :${port}\` names it.`,
    });
  }
  return new HookinboxError("LISTEN_FAILED", `${host}:${port} cannot be listened on: ${cause.code ?? cause.message}`, {
    cause,
  });
}

/** Whoever still waits here asks about a store that is closed. */
async function closeNow(server: Server): Promise<void> {
  if (!server.listening) return;
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
