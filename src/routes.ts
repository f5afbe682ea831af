import type { Settings, SourceSettings } from "./config/settings.ts";
import { concurrencyOf, type DeliveryOptions, sharedOf } from "./delivery-options.ts";
import type { Destination } from "./destinations/destination.ts";
import { type Handler, type HandlerLog, toHandlerDestination } from "./destinations/handler.ts";
import { type DestinationContext, makeDestination } from "./destinations/make.ts";
import type { RouteSettings } from "./destinations/settings.ts";
import { toMs } from "./durations.ts";
import { HookinboxError } from "./errors.ts";
import { compileOrder, type Order } from "./order.ts";
import type { Schema } from "./schema.ts";
import type { Source } from "./source.ts";
import type { Lease } from "./stores/store.ts";
import { didYouMean } from "./suggest.ts";

/** One handler as it was registered, in whichever of the ways. */
export interface Registration {
  /** A source's name, or `"*"` for every source. */
  readonly source: string;
  /** A type (`issues.opened`), a prefix (`pull_request.*`), or `*`. */
  readonly pattern: string;
  /**
   * The pattern is a function's name: it serves the type whose letters it spells, where `_` stands for itself or for any
   * character that a name cannot hold. `pull_request_opened` serves `pull_request.opened`, `orders_create` `orders/create`.
   */
  readonly spelled?: boolean;
  /** The destination's name, where it has one of its own. */
  readonly name?: string;
  readonly fn: (event: never, ctx: never) => unknown;
  readonly options?: HandlerOptions;
}

export interface HandlerOptions extends DeliveryOptions {
  /**
   * What the payload must be: a schema of zod, valibot, arktype or another (Standard Schema). The handler gets what the
   * schema makes of it; a payload that does not fit makes the delivery dead, with the places that do not.
   */
  readonly schema?: Schema;
}

/** What destinations are made with. */
export interface RoutesContext extends DestinationContext {
  readonly log: (lease?: Lease) => HandlerLog;
}

/** Which destinations an event is owed to: the one place that says, of handlers and of the config's routes. */
export interface Routes {
  /** Every destination, for the worker. */
  readonly destinations: readonly Destination[];
  /** Destinations of a source's events of a type. */
  owed(source: string, type: string): readonly string[];
  /** The patterns of types that a source's destinations are for, as they are written. */
  wanted(source: string): readonly string[];
  /** What finds the lanes of a source's events; `undefined` where none of its destinations keeps an order. */
  lanes(source: string): Source["lanes"];
}

interface Route {
  readonly source: string;
  readonly pattern: string;
  readonly matches: (type: string) => boolean;
  readonly destination: Destination;
  readonly order?: Order;
}

/** Types remembered for each source: types come from outside, so their number is bounded. */
const REMEMBERED = 1000;

/** What a pattern takes: `issues.opened` itself, `issues.*` and all that begins with `issues.`, `*` all. */
export function matcher(pattern: string, spelled = false): (type: string) => boolean {
  if (pattern === "*") return () => true;
  if (spelled) {
    const letters = pattern.split("_").map((part) => part.replace(/[$]/g, "\\$"));
    const spelling = new RegExp(`^${letters.join("[^A-Za-z0-9]")}$`);
    return (type) => spelling.test(type);
  }
  if (pattern.endsWith("*")) {
    const prefix = pattern.slice(0, -1);
    return (type) => type.startsWith(prefix);
  }
  return (type) => type === pattern;
}

/**
 * Builds the routes. A destination is named `<source>/<pattern>`, or by its own name; a registration for every source
 * (`*`) makes one destination for each. Destinations of the config have the names that they have there.
 *
 * @throws HookinboxError `HANDLER_NEEDS_NAME` for two on one name, `HANDLERS_INVALID` for an unknown source
 */
export function createRoutes(
  settings: Pick<Settings, "sources" | "work" | "destinations" | "routes">,
  registrations: readonly Registration[],
  context: RoutesContext,
): Routes {
  const { sources, work } = settings;
  const { log } = context;
  const routes: Route[] = [];
  const destinations = new Map<string, Destination>();
  const orderOf = (name: string, source: SourceSettings, options: DeliveryOptions): Order | undefined =>
    compileOrder(name, source, options, (message, fields) => log().error(message, fields));

  /** What a handler and a destination of the config have in common. */
  const delivering = (name: string, options: DeliveryOptions, retry: readonly number[] = work.retry) => ({
    name,
    shared: sharedOf(options),
    newest: options.newest !== undefined,
    retry: options.retry?.map(toMs) ?? retry,
    timeout: options.timeout === undefined ? work.timeout : toMs(options.timeout),
    concurrency: concurrencyOf(options).here ?? work.concurrency,
  });

  function add(registration: Registration, source: SourceSettings): void {
    const { pattern, options = {} } = registration;
    const name = registration.name === undefined ? `${source.name}/${pattern}` : nameFor(registration, source);
    if (destinations.has(name)) {
      const other = settings.destinations.has(name) ? "a handler and a destination of the config" : "two handlers";
      throw new HookinboxError("HANDLER_NEEDS_NAME", `${other} are called ${JSON.stringify(name)}`);
    }
    const destination = toHandlerDestination({
      ...delivering(name, options, source.retry),
      fn: registration.fn as Handler,
      jsonField: source.provider.jsonField,
      credentials: context.credentials(source.name),
      schema: options.schema,
      log,
    });
    destinations.set(name, destination);
    const order = orderOf(name, source, options);
    const matches = matcher(pattern, registration.spelled);
    routes.push({ source: source.name, pattern, matches, destination, order });
  }

  function lead({ patterns }: RouteSettings, source: SourceSettings, name: string): void {
    const destination = destinations.get(name)!;
    const order = orderOf(name, source, settings.destinations.get(name)!.options);
    for (const pattern of patterns)
      routes.push({ source: source.name, pattern, matches: matcher(pattern), destination, order });
  }

  for (const [name, given] of settings.destinations)
    destinations.set(name, makeDestination(given, delivering(name, given.options), context));
  for (const route of settings.routes)
    for (const source of route.sources) for (const name of route.destinations) lead(route, sources.get(source)!, name);
  for (const registration of registrations)
    for (const source of sourcesNamed(sources, registration.source)) add(registration, source);

  const remembered = new Map<string, Map<string, readonly string[]>>();
  return {
    destinations: [...destinations.values()],
    owed(source, type) {
      let types = remembered.get(source);
      if (!types) remembered.set(source, (types = new Map()));
      const known = types.get(type);
      if (known) return known;
      const leading = routes.filter((route) => route.source === source && route.matches(type));
      const owed = [...new Set(leading.map((route) => route.destination.name))];
      if (types.size >= REMEMBERED) types.clear();
      types.set(type, owed);
      return owed;
    },
    wanted: (source) => [...new Set(routes.filter((route) => route.source === source).map(({ pattern }) => pattern))],
    lanes(source) {
      const ordered = new Map(
        routes.flatMap((route) =>
          route.source === source && route.order ? [[route.destination.name, route.order]] : [],
        ),
      );
      if (ordered.size === 0) return undefined;
      return (event, payload) => event.destinations.flatMap((name) => ordered.get(name)?.(event, payload) ?? []);
    },
  };
}

/** A name given once serves every source, each with a destination of its own. */
const nameFor = ({ source, name }: Registration, { name: of }: SourceSettings) =>
  source === "*" ? `${of}/${name}` : name!;

/**
 * The sources that a registration means: one, or with `*` all.
 *
 * @throws HookinboxError `HANDLERS_INVALID` with the nearest right name
 */
export function sourcesNamed(sources: Settings["sources"], name: string): SourceSettings[] {
  if (name === "*") return [...sources.values()];
  const source = sources.get(name);
  if (source) return [source];
  const said = `a handler stands on ${JSON.stringify(name)}, but no source has this name.`;
  throw new HookinboxError("HANDLERS_INVALID", `${said}${didYouMean(name, sources.keys())}`);
}
