import { hostname } from "node:os";
import { toIncoming, toResponse } from "./adapters/fetch.ts";
import type { Config } from "./config/config.ts";
import { resolveConfig } from "./config/resolve.ts";
import type { Settings } from "./config/settings.ts";
import type { Handler, HandlerLog } from "./destinations/handler.ts";
import { HookinboxError } from "./errors.ts";
import { gather } from "./gather.ts";
import type { Observer } from "./observe.ts";
import { problem } from "./problem.ts";
import { createQuarantine, type Quarantine } from "./quarantine.ts";
import { createReceiver, type IncomingRequest, type Source } from "./receive.ts";
import { createRoutes, type HandlerOptions, type Registration, type Routes, sourcesNamed } from "./routes.ts";
import { createStore } from "./stores/open.ts";
import type { Accepted, ArchiveStore, Lease, NewEvent, Pruned, Store, StoreTrouble } from "./stores/store.ts";
import { createSync } from "./sync.ts";
import type { Clock, Reply } from "./types.ts";
import { createVerifier } from "./verify/create.ts";
import type { Verifier } from "./verify/verifier.ts";
import { createWorker, type Worker } from "./worker.ts";

export type { IncomingRequest } from "./receive.ts";

export interface Inbox {
  readonly settings: Settings;
  /** What was stored, for admin and command line. Ready after `start()` or `open()`. */
  readonly archive: ArchiveStore;
  /** Name of the store, for people. */
  readonly storeName: string;
  /**
   * Runs a function for events of a source and type. Before `start()`.
   *
   * @example inbox.on("github", "issues.opened", async (event) => { … });
   */
  on(source: string, type: string, handler: Handler, options?: HandlerOptions & { name?: string }): Inbox;
  /** What verifies a source, for admin and command line. */
  verifier(source: string): Verifier | undefined;
  /** The source that receives at this path (`/in/github`, or a source's own); a trailing slash does not matter. */
  sourceAt(pathname: string): string | undefined;
  /** One request in, one answer out. Never rejects. */
  receive(request: IncomingRequest): Promise<Reply>;
  /** The web-standard form of `receive`. Always a `Response`. */
  fetch(request: Request, options?: { source?: string }): Promise<Response>;
  /** New deliveries of a stored event: to one destination, or to all that it is routed to today. `undefined`: no such event. */
  replay(id: string, options?: { destination?: string }): Promise<string[] | undefined>;
  /** Deletes what is older than the retention says. Runs by itself every hour as well. */
  prune(): Promise<Pruned>;
  /** `ready`: store open and routes known; `trouble`: why nothing can be stored at present. */
  health(): { ready: boolean; trouble?: StoreTrouble };
  /** Called when the store must not be used any more. The inbox answers 503 from then on; the rest is the app's decision. */
  onFatal(listener: (cause: Error) => void): void;
  /** Opens and migrates the store, then works. `work: false`: receives only. */
  start(options?: { work?: boolean }): Promise<void>;
  /** Opens the store alone: for commands that only look. */
  open(): Promise<void>;
  /** No new claims; running handlers get their time; then the store is closed. */
  stop(): Promise<void>;
}

export interface InboxOptions {
  /** Beside what `on` and the config's `handlers` register. */
  readonly handlers?: readonly Registration[];
  /** Hears of each request and attempt: `logObserver`, metrics, your own. */
  readonly observer?: Observer;
  readonly clock?: Clock;
}

const HOUR = 3_600_000;

/**
 * A durable inbox, in your own process.
 *
 * @example
 * const inbox = createInbox({
 *   store: "sqlite:./hookinbox.db",
 *   sources: { github: { provider: "github", secret: process.env.GITHUB_WEBHOOK_SECRET } },
 * });
 * inbox.on("github", "issues.opened", async (event) => console.log(event.payload));
 * await inbox.start();
 * const response = await inbox.fetch(request);
 *
 * @throws HookinboxError `CONFIG_INVALID`, with every mistake and its fix
 */
export function createInbox(config: Config, options: InboxOptions = {}): Inbox {
  return inboxOf(resolveConfig(config), options);
}

/** The same from a config that has been checked already. */
export function inboxOf(settings: Settings, options: InboxOptions = {}): Inbox {
  const { observer = {}, clock = Date.now } = options;
  const registrations: Registration[] = [...(options.handlers ?? [])];
  const verifiers = verifiersOf(settings);
  const paths = pathsOf(settings);
  const fatalListeners: ((cause: Error) => void)[] = [];
  let store: Store | undefined;
  let running: Running | undefined;
  let stopping = false;

  async function openStore(): Promise<Store> {
    if (store) return store;
    const opened = await createStore(settings.store, clock);
    opened.onFatal((cause) => {
      observer.noticed?.({ level: "fatal", code: "STORE_FATAL", message: cause.message, cause });
      for (const listener of fatalListeners) listener(cause);
    });
    await opened.open();
    store = opened;
    return opened;
  }

  async function routesOf(): Promise<Routes> {
    const { handlers, sources } = settings;
    const loaded =
      handlers === undefined
        ? []
        : await (await import("./config/handlers.ts")).loadHandlers(handlers, { sources: sources.keys() });
    return createRoutes(settings, [...registrations, ...loaded], (lease) => handlerLog(observer, lease));
  }

  async function start({ work = true }: { work?: boolean } = {}): Promise<void> {
    if (running) throw new HookinboxError("ALREADY_STARTED");
    const sync = [...settings.sources.values()].find((source) => source.mode === "sync");
    if (sync && !work)
      throw new HookinboxError(
        "SYNC_NEEDS_WORK",
        `source ${sync.name} is in sync mode, so its handlers run before the answer`,
      );
    const routes = await routesOf();
    running = run({
      settings,
      store: await openStore(),
      routes,
      verifiers,
      observer,
      clock,
      work,
      isStopping: () => stopping,
      sourceOf,
    });
  }

  function sourceOf({ source, url }: IncomingRequest): string | undefined {
    return source ?? paths.at(url);
  }

  const receive = (request: IncomingRequest): Promise<Reply> =>
    running && !stopping ? running.receive(request) : Promise.resolve(problem("STOPPING"));

  async function stop(): Promise<void> {
    stopping = true;
    await running?.stop();
    await store?.close();
  }

  const opened = (): Store => {
    if (!store) throw new HookinboxError("NOT_STARTED");
    return store;
  };

  async function replay(id: string, { destination }: { destination?: string } = {}): Promise<string[] | undefined> {
    const event = await opened().get(id);
    if (!event) return undefined;
    if (destination !== undefined) return opened().replay(id, [destination]);
    const routed = (running?.routes ?? (await routesOf())).owed(event.source, event.type);
    const before = [...new Set(event.deliveries.map((delivery) => delivery.destination))];
    return opened().replay(id, routed.length > 0 ? routed : before);
  }

  const inbox: Inbox = {
    settings,
    get archive() {
      return opened();
    },
    get storeName() {
      return store?.name ?? settings.store;
    },
    on(source, pattern, fn, { name, ...handlerOptions } = {}) {
      if (running) throw new HookinboxError("ALREADY_STARTED", "handlers are registered before start()");
      sourcesNamed(settings.sources, source);
      registrations.push({ source, pattern, name, fn, options: handlerOptions });
      return inbox;
    },
    verifier: (source) => verifiers.get(source),
    sourceAt: (pathname) => paths.at(pathname),
    receive,
    fetch: async (request, { source } = {}) => toResponse(await receive(toIncoming(request, { source }))),
    replay,
    prune: () => opened().prune(settings.retention),
    health: () => ({ ready: running !== undefined && !stopping, trouble: store?.trouble() }),
    onFatal: (listener) => void fatalListeners.push(listener),
    start,
    open: async () => void (await openStore()),
    stop,
  };
  return inbox;
}

interface Running {
  readonly routes: Routes;
  receive(request: IncomingRequest): Promise<Reply>;
  stop(): Promise<void>;
}

interface Parts {
  readonly settings: Settings;
  readonly store: Store;
  readonly routes: Routes;
  readonly verifiers: ReadonlyMap<string, Verifier>;
  readonly observer: Observer;
  readonly clock: Clock;
  readonly work: boolean;
  isStopping(): boolean;
  sourceOf(request: IncomingRequest): string | undefined;
}

/** Puts receiver, worker and housekeeping together on an open store. */
function run({ settings, store, routes, verifiers, observer, clock, work, isStopping, sourceOf }: Parts): Running {
  const name = `${hostname()}:${process.pid}`;
  const { lease } = settings.work;
  const worker: Worker | undefined = work
    ? createWorker({ ...settings.work, queue: store, destinations: routes.destinations, name, clock, observer })
    : undefined;
  const sync = work ? createSync({ store, destinations: routes.destinations, name, lease, clock }) : undefined;
  const quarantine: Quarantine = createQuarantine(store, settings.limits.quarantineRate, (cause) =>
    observer.noticed?.({
      level: "warn",
      code: "QUARANTINE_FAILED",
      message: "refused requests could not be kept",
      cause,
    }),
  );
  const accept = gather<NewEvent, Accepted>(async (batch) => {
    const accepted = await store.accept(batch);
    worker?.wake();
    return accepted;
  });
  const sources = new Map<string, Source>();
  for (const source of settings.sources.values())
    sources.set(source.name, {
      settings: source,
      verifier: verifiers.get(source.name)!,
      owed: (type) => routes.owed(source.name, type),
    });
  const { receive, idle } = createReceiver({
    source: (request) => sources.get(sourceOf(request) ?? ""),
    trouble: () => (isStopping() ? { code: "STOPPING" } : store.trouble()),
    accept,
    sync,
    quarantine,
    observer,
    showBodies: settings.log.payload,
  });
  const pruning = setInterval(() => {
    store
      .prune(settings.retention)
      .catch((cause) =>
        observer.noticed?.({ level: "warn", code: "PRUNE_FAILED", message: "old events could not be deleted", cause }),
      );
  }, HOUR);
  pruning.unref();
  worker?.start();

  return {
    routes,
    receive,
    async stop() {
      clearInterval(pruning);
      await idle();
      await worker?.stop();
      await quarantine.flush();
    },
  };
}

function verifiersOf({ sources, publicUrl }: Settings): Map<string, Verifier> {
  const verifiers = new Map<string, Verifier>();
  for (const { name, provider, secrets, options, tolerance, key } of sources.values())
    verifiers.set(name, createVerifier(provider, { secrets, options, tolerance, publicUrl, key }));
  return verifiers;
}

/** Which source receives where. A path's trailing slash does not matter. */
function pathsOf({ sources }: Settings): { at(url: string): string | undefined } {
  const byPath = new Map<string, string>();
  for (const { name, path } of sources.values()) {
    byPath.set(`/in/${name}`, name);
    if (path !== undefined) byPath.set(path, name);
  }
  return {
    at(url) {
      const known = byPath.get(url);
      if (known !== undefined) return known;
      const path = URL.canParse(url) ? new URL(url).pathname : url;
      const end = path.search(/[?#]/);
      const bare = end === -1 ? path : path.slice(0, end);
      return byPath.get(bare.length > 1 && bare.endsWith("/") ? bare.slice(0, -1) : bare);
    },
  };
}

function handlerLog(observer: Observer, lease?: Lease): HandlerLog {
  const say = (level: "debug" | "info" | "warn" | "error") => (message: unknown, fields?: object) =>
    observer.said?.({
      level,
      message,
      fields,
      event: lease?.event.id,
      delivery: lease?.delivery,
      destination: lease?.destination,
    });
  return { debug: say("debug"), info: say("info"), warn: say("warn"), error: say("error") };
}
