import type { Clock } from "../types.ts";
import { toBullmqDestination } from "./bullmq/bullmq.ts";
import { toCommandDestination } from "./command/command.ts";
import type { Delivering, Destination } from "./destination.ts";
import { toHttpDestination } from "./http/http.ts";
import type { DestinationSettings } from "./settings.ts";

/** What destinations are told of the inbox that they are part of. */
export interface DestinationContext {
  readonly clock: Clock;
  /** Headers in which a source's provider sends its secret. */
  credentials(source: string): readonly string[];
  /** The provider's field of JSON in a form. */
  jsonField(source: string): string | undefined;
}

/** A destination of the config, by its kind. */
export function makeDestination(
  { target }: DestinationSettings,
  delivering: Delivering,
  context: DestinationContext,
): Destination {
  switch (target.kind) {
    case "http":
      return toHttpDestination(target, delivering, context);
    case "command":
      return toCommandDestination(target, delivering);
    case "bullmq":
      return toBullmqDestination(target, delivering, context);
  }
}
