import type { Config } from "../config/config.ts";
import type { RouteConfig } from "../config/destinations/written.ts";
import type { HandledEvent, Handler, HandlerContext } from "../destinations/handler.ts";
import type { Inbox, OnOptions } from "../inbox.ts";
import type { GithubEvents } from "./github.ts";
import type { StripeEvents } from "./stripe.ts";

/**
 * Types of payloads, by provider and type. They are those of `@octokit/openapi-webhooks-types` and `stripe` where a project
 * has these packages; else a payload is `unknown`.
 */
export interface ProviderEvents {
  readonly github: GithubEvents;
  readonly stripe: StripeEvents;
}

/** Each source's provider, as far as the type of a config that was written in place, or by `defineConfig`, tells it. */
export type ProvidersOf<C extends Pick<Config, "sources">> = {
  readonly [Name in keyof C["sources"]]: C["sources"][Name]["provider"];
};

/** What `createInbox` gives: an inbox that knows its sources by name, and the payloads of GitHub and Stripe by type. */
export interface TypedInbox<Sources> extends Inbox {
  /**
   * Runs a function for events of a source and type (`issues.opened`, `issues.*`, `*`). Before `start()`.
   *
   * @example inbox.on("github", "issues.opened", async (event) => greet(event.payload.issue.title));
   */
  on<Name extends (keyof Sources & string) | "*", Pattern extends TypeName<EventsAt<Sources, Name>>>(
    source: Name,
    type: Pattern,
    handler: TypedHandler<EventsAt<Sources, Name>, Pattern>,
    options?: OnOptions & { readonly schema?: undefined },
  ): TypedInbox<Sources>;
  /** With a type of your own: `inbox.on<Order>("shop", …)`, or by a schema. */
  on<Payload = unknown>(
    source: string,
    type: string,
    handler: Handler<Payload>,
    options?: OnOptions<Payload>,
  ): TypedInbox<Sources>;
  register(instance: object): TypedInbox<Sources>;
  route(route: RouteConfig): TypedInbox<Sources>;
}

type EventsAt<Sources, Name> = Name extends keyof Sources ? EventsOf<Sources[Name]> : object;

/** The types of a provider's events, as far as they are known. */
export type EventsOf<Provider> = Provider extends keyof ProviderEvents ? ProviderEvents[Provider] : object;

/** Known types, for an editor to offer; any other text is as good. */
export type TypeName<Events> = (keyof Events & string) | "*" | (string & Record<never, never>);

/** The event that a pattern's handler is given: for `issues.*` one of several, told apart by `event.type`. */
export type EventFor<Events, Pattern> = Pattern extends keyof Events
  ? HandledEvent<Events[Pattern], Pattern & string>
  : Pattern extends `${infer Prefix}*`
    ? OneOf<Events, keyof Events & `${Prefix}${string}`>
    : HandledEvent;

type OneOf<Events, Type extends keyof Events> = [Type] extends [never]
  ? HandledEvent
  : { [One in Type]: HandledEvent<Events[One], One & string> }[Type];

type TypedHandler<Events, Pattern> = (event: EventFor<Events, Pattern>, ctx: HandlerContext) => unknown;

/**
 * A handler of one provider's events, for a module of handlers.
 *
 * @example export const opened: HandlerFor<"github", "issues.opened"> = (event) => greet(event.payload.issue.title);
 */
export type HandlerFor<
  Provider extends keyof ProviderEvents,
  Pattern extends TypeName<ProviderEvents[Provider]>,
> = TypedHandler<ProviderEvents[Provider], Pattern>;
