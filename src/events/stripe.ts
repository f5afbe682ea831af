/** @ts-ignore: an optional peer; without it the next line is `any` */
type Event = import("stripe").Stripe.Event;

/** What Stripe sends, by type; empty without the package. */
export type StripeEvents = [0] extends [1 & Event]
  ? object
  : { [Type in Event["type"]]: Extract<Event, { type: Type }> };
