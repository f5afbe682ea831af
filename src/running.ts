import { hostname } from "node:os";
import { watchBacklog } from "./backlog.ts";
import type { Settings, SourceSettings } from "./config/settings.ts";
import type { Destination } from "./destinations/destination.ts";
import type { HandlerLog } from "./destinations/handler.ts";
import { closeDestinations } from "./destinations/open.ts";
import { createEnrolment, type Enrolment } from "./enrol.ts";
import { gather } from "./gather.ts";
import type { Observer } from "./observe.ts";
import { createQuarantine, type Quarantine } from "./quarantine.ts";
import { createReceiver, type IncomingRequest } from "./receive.ts";
import { createRoll } from "./roll.ts";
import type { Routes } from "./routes.ts";
import type { Source } from "./source.ts";
import type { Accepted, Lease, NewEvent, Store, StoreTrouble } from "./stores/store.ts";
import { createSync } from "./sync.ts";
import type { Clock, Reply } from "./types.ts";
import { createVerifier } from "./verify/create.ts";
import type { Verifier } from "./verify/verifier.ts";
import { createWorker, type Worker } from "./worker.ts";

const HOUR = 3_600_000;

/** An inbox at work. */
export interface Running {
  readonly routes: Routes;
  readonly sources: ReadonlyMap<string, Source>;
  readonly enrolment: Enrolment;
  wake(): void;
  receive(request: IncomingRequest): Promise<Reply>;
  /** Why nothing is taken at present. */
  trouble(): StoreTrouble | undefined;
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
  readonly receives: boolean;
  isStopping(): boolean;
  sourceOf(request: IncomingRequest): string | undefined;
}

/** Puts receiver, worker and housekeeping together on an open store. */
export function run({
  settings,
  store,
  routes,
  verifiers,
  observer,
  clock,
  work,
  receives,
  isStopping,
  sourceOf,
}: Parts): Running {
  const name = `${hostname()}:${process.pid}`;
  const { lease } = settings.work;
  const destinations = observed(routes.destinations, observer);
  const worker: Worker | undefined = work
    ? createWorker({ ...settings.work, queue: store, destinations, name, clock, observer })
    : undefined;
  const sync = work ? createSync({ store, destinations, name, lease, clock }) : undefined;
  const quarantine: Quarantine = createQuarantine(store, settings.limits.quarantineRate, (cause) =>
    observer.noticed?.({
      level: "warn",
      code: "QUARANTINE_FAILED",
      message: "refused requests could not be kept",
      cause,
    }),
  );
  const accept = gather<NewEvent, Accepted>(async (batch) => {
    const commit = () => store.accept(batch);
    const accepted = await (observer.accepting ? observer.accepting(batch, commit) : commit());
    worker?.wake();
    return accepted;
  });
  const backlog = receives ? watchBacklog({ store, limits: settings.limits.backlog, observer }) : undefined;
  const trouble = () => store.trouble() ?? backlog?.trouble();
  const sources = sourcesOf(settings, verifiers, routes);
  const roll = createRoll({
    store,
    receives,
    destinations: work ? routes.destinations.map(({ name }) => name) : null,
    holds: () => worker?.holds() ?? {},
    clock,
  });
  const enrolment = createEnrolment((source, secret) => {
    const verifier = verifierOf(settings, { ...source.settings, secrets: [secret], enrol: false });
    sources.set(source.settings.name, { ...source, verifier, enrol: undefined });
  });
  for (const [name, source] of sources)
    if (source.settings.enrol) sources.set(name, { ...source, enrol: (inbound) => enrolment.take(source, inbound) });
  const { receive, idle } = createReceiver({
    source: (request) => sources.get(sourceOf(request) ?? ""),
    trouble: () => (isStopping() ? { code: "STOPPING" } : trouble()),
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
  if (worker) store.onWork?.(() => worker.wake());
  worker?.start();

  return {
    routes,
    sources,
    enrolment,
    wake: () => worker?.wake(),
    receive,
    trouble,
    async stop() {
      clearInterval(pruning);
      backlog?.stop();
      enrolment.close();
      await idle();
      await worker?.stop();
      await closeDestinations(routes);
      await quarantine.flush();
      await roll.stop();
    },
  };
}

/** Destinations with who observes their attempts around them. */
function observed(destinations: readonly Destination[], { delivering }: Observer): readonly Destination[] {
  if (!delivering) return destinations;
  return destinations.map((destination) => ({
    ...destination,
    deliver: (lease, stop, work) => {
      const { event, delivery, attempt } = lease;
      const traced = { event, delivery, destination: destination.name, attempt };
      return delivering(traced, () => destination.deliver(lease, stop, work));
    },
  }));
}

export function sourcesOf(
  { sources }: Settings,
  verifiers: ReadonlyMap<string, Verifier>,
  routes: Routes,
): Map<string, Source> {
  const ready = [...sources.values()].map((settings): [string, Source] => {
    const { name } = settings;
    return [
      name,
      { settings, verifier: verifiers.get(name)!, owed: (type) => routes.owed(name, type), lanes: routes.lanes(name) },
    ];
  });
  return new Map(ready);
}

export function verifiersOf(settings: Settings): Map<string, Verifier> {
  return new Map([...settings.sources.values()].map((source) => [source.name, verifierOf(settings, source)]));
}

function verifierOf({ sources, publicUrl }: Settings, source: SourceSettings): Verifier {
  const { name, provider, secrets, enrol, options, tolerance, key } = source;
  // The rings of the other sources of this provider, so that a refusal can say that two endpoints were mixed up.
  const others = [...sources.values()].filter((other) => other.name !== name && other.provider.id === provider.id);
  const otherSecrets = Object.fromEntries(others.map((other) => [other.name, other.secrets]));
  return createVerifier(provider, { secrets, options, tolerance, publicUrl, key, enrols: enrol, otherSecrets });
}

/** `ctx.log`: lines that carry the ids of what is handled. */
export function handlerLog(observer: Observer, lease?: Lease): HandlerLog {
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
