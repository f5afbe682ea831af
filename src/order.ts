import type { SourceSettings } from "./config/settings.ts";
import { type HandledEvent, toHandledEvent } from "./destinations/handler.ts";
import { HookinboxError, isHookinboxError } from "./errors.ts";
import { storable } from "./examine.ts";
import type { Payload } from "./payload.ts";
import type { Templates } from "./providers/provider.ts";
import type { NewEvent, NewLane } from "./stores/store.ts";
import { bounded, templates } from "./verify/identify.ts";
import { Reading } from "./verify/reading.ts";
import { renderFirst } from "./verify/template.ts";

/**
 * A place in an event: a path in its body (`"data.object.id"`), several as a template (`"{body:shop}/{body:id}"`), a
 * header, or a function of the event. Nothing there: the event keeps no order.
 */
export type EventPlace =
  | string
  | { readonly header: string }
  // biome-ignore lint/suspicious/noExplicitAny: a payload is what its handler says it is
  | ((event: HandledEvent<any>) => string | number | undefined | null);

/** What events are ordered by; `true`: by the provider's own (`hookinbox providers <id>` shows it). */
export type OrderBy = true | EventPlace;

/** By what an event is newer than another; `true`: by the provider's own version or time. */
export type Newest = true | { readonly by: EventPlace };

export interface OrderOptions {
  readonly orderBy?: OrderBy;
  readonly newest?: Newest;
}

/** Finds an event's lane; `undefined`: it has none. Never throws. */
export type Order = (event: Omit<NewEvent, "lanes">, payload: Payload) => NewLane | undefined;

type Read = (event: Omit<NewEvent, "lanes">, payload: Payload) => string | undefined;
type Tell = (message: string, fields: object) => void;

/**
 * Makes a destination's order ready for one source; `undefined` where it keeps none.
 *
 * @throws HookinboxError `HANDLERS_INVALID` where the provider has no order of its own, a path cannot be read, or the
 * source is `sync`: its sender waits for the answer, and cannot wait for others
 */
export function compileOrder(
  destination: string,
  source: SourceSettings,
  { orderBy, newest }: OrderOptions,
  tell: Tell,
): Order | undefined {
  if (orderBy === undefined) return undefined;
  const { order } = source.provider;
  const invalid = (option: string, why: string) =>
    new HookinboxError("HANDLERS_INVALID", `handler ${JSON.stringify(destination)}: ${option} ${why}`);
  if (source.mode === "sync")
    throw invalid("orderBy", `needs a source whose mode is "async"; ${JSON.stringify(source.name)} is sync.`);
  const compile = (option: string, place: EventPlace | true, own: Templates | undefined): Read => {
    if (place !== true) return reader(place, source, (why) => invalid(option, why), tell);
    if (own !== undefined) return fromTemplates(own, source);
    const said = `is true, and the provider ${source.provider.id} has none of its own.`;
    throw invalid(option, `${said} Name a place: "data.object.id", { header: "x-id" }, or a function of the event.`);
  };
  const key = compile("orderBy", orderBy, order?.by);
  const version = newest && compile("newest", newest === true ? true : newest.by, order?.version);
  return (event, payload) => {
    const found = key(event, payload);
    if (found === undefined || found === "") return undefined;
    const text = version?.(event, payload);
    return { destination, key: bounded(storable(found)), version: text === undefined ? null : toVersion(text) };
  };
}

function reader(place: EventPlace, source: SourceSettings, invalid: (why: string) => Error, tell: Tell): Read {
  if (typeof place === "function") return fromFunction(place, source, tell);
  const template =
    typeof place === "string" ? (place.includes("{") ? place : `{body:${place}}`) : `{header:${place.header}}`;
  try {
    return fromTemplates(template, source);
  } catch (error) {
    throw isHookinboxError(error) ? invalid(`cannot be read: ${error.message}`) : error;
  }
}

function fromTemplates(given: Templates, { options }: SourceSettings): Read {
  const compiled = templates(given);
  return ({ headers, body, receivedAt }, payload) =>
    renderFirst(compiled, new Reading({ headers, body, receivedAt, method: "POST", url: "/" }, { options }, payload));
}

/** An app's own code, on the way in: what it throws must not lose the event, which is accepted without an order. */
function fromFunction(place: (event: HandledEvent) => unknown, { provider }: SourceSettings, tell: Tell): Read {
  return (event, payload) => {
    try {
      const value = place(toHandledEvent(event, provider.jsonField, payload));
      return value === undefined || value === null ? undefined : String(value);
    } catch (error) {
      tell("the function of orderBy or newest failed: the event keeps no order", {
        id: event.id,
        error: error instanceof Error ? error.message : String(error),
      });
      return undefined;
    }
  };
}

const NUMBER = /^-?\d{1,300}(\.\d{1,300})?$/;
const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,12}))?)?(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * A version as a number: a number itself, or an ISO time in ms, with what is finer behind the point. A time without a zone
 * is UTC. `null`: neither.
 *
 * @example toVersion("2026-11-24T10:00:00.000250Z") // 1795514400000.25
 */
export function toVersion(text: string): number | null {
  if (NUMBER.test(text)) return Number(text);
  const [match, day, time = "00:00", fraction = "", zone = "Z"] = ISO.exec(text) ?? [];
  if (!match) return null;
  const at = Date.parse(`${day}T${time}${zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone}`);
  return Number.isFinite(at) ? at + Number(`0.${fraction || "0"}`) * 1000 : null;
}
