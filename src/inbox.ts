import { answerFetch } from "./adapters/fetch.ts";
import type { Config } from "./config/config.ts";
import { resolveRoute } from "./config/destinations/routes.ts";
import { checkRegistration } from "./config/handler-options.ts";
import { listMistakes } from "./config/mistakes.ts";
import { resolveConfig } from "./config/resolve.ts";
import { checkServing } from "./config/serving.ts";
import type { Settings } from "./config/settings.ts";
import { shownStore } from "./config/store-url.ts";
import type { Handler } from "./destinations/handler.ts";
import { openDestinations } from "./destinations/open.ts";
import type { RouteSettings } from "./destinations/settings.ts";
import { toMs } from "./durations.ts";
import { type Edit, type Edited, toEdited } from "./edited.ts";
import { HookinboxError } from "./errors.ts";
import type { ProvidersOf, TypedInbox } from "./events/typed.ts";
import { deliveryId } from "./ids.ts";
import type { Inbox, InboxOptions, StartOptions } from "./inbox-api.ts";
import type { Observer } from "./observe.ts";
import { marksOf, methodOf } from "./on.ts";
import { pathsOf } from "./paths.ts";
import { findPausable, type PauseWhat } from "./pause.ts";
import { problem } from "./problem.ts";
import type { IncomingRequest } from "./receive.ts";
import { release } from "./release.ts";
import { createRoutes, type Registration, type Routes, sourcesNamed } from "./routes.ts";
import { handlerLog, type Running, run, sourcesOf, verifiersOf } from "./running.ts";
import { createStore } from "./stores/open.ts";
import type { EventDetail, Pausable, Store } from "./stores/store.ts";
import type { Reply } from "./types.ts";

export type { Inbox, InboxOptions, OnOptions, PauseChanged } from "./inbox-api.ts";
export type { IncomingRequest } from "./receive.ts";

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
export function createInbox<const C extends Config>(config: C, options: InboxOptions = {}): TypedInbox<ProvidersOf<C>> {
  // The types of payloads are only said: the code is one.
  return inboxOf(resolveConfig(config), options) as Inbox & TypedInbox<ProvidersOf<C>>;
}

/** The same from a config that has been checked already. */
export function inboxOf(settings: Settings, options: InboxOptions = {}): Inbox {
  const { clock = Date.now } = options;
  let observer = options.observer;
  const registrations: Registration[] = [...(options.handlers ?? [])];
  const routed: RouteSettings[] = [];
  const verifiers = verifiersOf(settings);
  const paths = pathsOf(settings);
  const fatalListeners: ((cause: Error) => void)[] = [];
  let store: Store | undefined;
  let running: Running | undefined;
  let stopping = false;

  async function openStore(): Promise<Store> {
    if (store) return store;
    const opened = options.store ?? (await createStore(settings.store, clock, settings));
    opened.onFatal((cause) => {
      observer?.noticed?.({ level: "fatal", code: "STORE_FATAL", message: cause.message, cause });
      for (const listener of fatalListeners) listener(cause);
    });
    opened.onNotice?.((notice) => observer?.noticed?.(notice));
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
    return createRoutes({ ...settings, routes: [...settings.routes, ...routed] }, [...registrations, ...loaded], {
      log: (lease) => handlerLog(observer ?? {}, lease),
      clock,
      credentials: (source) => verifiers.get(source)?.credentials ?? [],
      jsonField: (source) => sources.get(source)?.provider.jsonField,
    });
  }

  async function start({ work = true, receive: receives = true, host }: StartOptions = {}): Promise<void> {
    if (running) throw new HookinboxError("ALREADY_STARTED");
    if (receives) checkServing(settings, { host, work });
    observer ??= await logOf(settings);
    for (const [name, { warnings }] of verifiers)
      for (const message of warnings)
        observer.noticed?.({ level: "warn", code: "SOURCE_WEAK", message: `source ${name}: ${message}` });
    const routes = await routesOf();
    const opened = await openStore();
    if (work) await openWith(opened, routes, observer);
    running = run({
      settings,
      store: opened,
      routes,
      verifiers,
      observer,
      clock,
      work,
      receives,
      isStopping: () => stopping,
      sourceOf,
    });
  }

  /** Where a destination cannot be used at all, nothing is left open. */
  async function openWith(opened: Store, routes: Routes, observer: Observer): Promise<void> {
    try {
      await openDestinations(routes, observer);
    } catch (error) {
      store = undefined;
      await opened.close();
      throw error;
    }
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

  /** The lanes of a stored event by the rules of today: a replay keeps the order as well. */
  async function lanesOf({ source, ...event }: EventDetail, routes: Routes, destinations: readonly string[]) {
    const [lanes, verifier] = [routes.lanes(source), verifiers.get(source)];
    const body = lanes && verifier && (await opened().body(event.id));
    if (!body) return [];
    const payload = verifier.parse({ ...event, body, method: "POST", url: "/" });
    return lanes({ ...event, source, body, destinations }, payload);
  }

  async function replay(id: string, { destination }: { destination?: string } = {}): Promise<string[] | undefined> {
    const event = await opened().get(id);
    if (!event) return undefined;
    const routes = running?.routes ?? (await routesOf());
    const routed = routes.owed(event.source, event.type);
    const before = [...new Set(event.deliveries.map((delivery) => delivery.destination))];
    const to = destination !== undefined ? [destination] : routed.length > 0 ? routed : before;
    const deliveries = await opened().replay(id, to, await lanesOf(event, routes, to));
    running?.wake();
    return deliveries;
  }

  async function edit(id: string, changes: Edit): Promise<Edited | undefined> {
    const store = opened();
    const [first, body] = [await store.get(id), await store.body(id)];
    const source = first && (running?.sources ?? sourcesOf(settings, verifiers, await routesOf())).get(first.source);
    if (!first || !body || !source) return undefined;
    const event = toEdited(source, first, body, changes);
    await store.accept([event]);
    running?.wake();
    return { id: event.id, deliveries: event.destinations.map((_, n) => deliveryId(event.id, n)) };
  }

  async function skip(id: string): Promise<string[] | undefined> {
    const skipped = await opened().skip(id);
    running?.wake();
    return skipped.length > 0 || (await opened().get(id)) ? skipped : undefined;
  }

  async function pausable(what: PauseWhat): Promise<Pausable> {
    const { destinations } = running?.routes ?? (await routesOf());
    const stats = await opened().stats();
    const names = [...destinations, ...stats.destinations.map(({ destination: name }) => ({ name }))];
    return findPausable(what, { ...settings, destinations: names.map(({ name }) => name), paused: stats.paused });
  }

  const inbox: Inbox = {
    settings,
    get archive() {
      return opened();
    },
    get storeName() {
      return (store ?? options.store)?.name ?? shownStore(settings.store);
    },
    on(source, pattern, handler, { name, ...handlerOptions } = {}) {
      if (running) throw new HookinboxError("ALREADY_STARTED", "handlers are registered before start()");
      sourcesNamed(settings.sources, source);
      const registration: Registration = { source, pattern, name, fn: handler, options: handlerOptions };
      checkRegistration(registration);
      registrations.push(registration);
      return inbox;
    },
    register(instance) {
      const marks = marksOf(instance);
      if (marks.length === 0)
        throw new HookinboxError("HANDLERS_INVALID", "what was registered has no method below @on.");
      for (const { source, pattern, method, name, options } of marks)
        inbox.on(source, pattern, methodOf(instance, method) as Handler, { name, ...options });
      return inbox;
    },
    route(route) {
      if (running) throw new HookinboxError("ALREADY_STARTED", "routes are set before start()");
      const names = { sources: [...settings.sources.keys()], destinations: [...settings.destinations.keys()] };
      const resolved = resolveRoute(route, [], names);
      if (resolved.mistakes.length > 0)
        throw new HookinboxError("CONFIG_INVALID", listMistakes("inbox.route", resolved.mistakes));
      routed.push(resolved.route);
      return inbox;
    },
    verifier: (source) => verifiers.get(source),
    sourceAt: (pathname) => paths.at(pathname),
    receive,
    fetch: (request, { source } = {}) => answerFetch({ receive }, request, { source }),
    replay,
    edit,
    destinations: () => running?.routes.destinations ?? [],
    wanted: (source) => running?.routes.wanted(source) ?? [],
    skip,
    async pause(what) {
      const found = await pausable(what);
      return { ...found, changed: await opened().pause(found) };
    },
    async resume(what) {
      const found = await pausable(what);
      const changed = await opened().resume(found);
      running?.wake();
      return { ...found, changed };
    },
    release: async (name, options) => {
      const store = opened();
      const source = (running?.sources ?? sourcesOf(settings, verifiers, await routesOf())).get(name);
      const released = source && (await release(source, store, options));
      running?.wake();
      return released;
    },
    async enrol(name, { for: duration = "10m" } = {}) {
      if (!running) throw new HookinboxError("NOT_STARTED");
      const source = running.sources.get(name);
      if (!source) throw new HookinboxError("ENROL_REFUSED", `there is no source ${JSON.stringify(name)}`);
      return running.enrolment.open(source, toMs(duration));
    },
    prune: (tell) => opened().prune(settings.retention, tell),
    health: () => ({
      ready: running !== undefined && !stopping,
      trouble: running ? running.trouble() : store?.trouble(),
    }),
    onFatal: (listener) => void fatalListeners.push(listener),
    start,
    open: async () => void (await openStore()),
    stop,
  };
  return inbox;
}

/** The log that the config asks for: loaded only here, as pino is of no use to who observes by other means. */
async function logOf({ log }: Settings): Promise<Observer> {
  if (log.level === "silent") return {};
  const [{ createLogger }, { logObserver }] = await Promise.all([import("./log.ts"), import("./log-observer.ts")]);
  return logObserver(createLogger(log), log);
}
