import type { LookupFunction } from "node:net";
import type { Agent } from "undici";
import type { Clock } from "../../types.ts";
import type { Delivering, Destination } from "../destination.ts";
import { causeText, DeliveryFailure } from "../failure.ts";
import type { HttpTarget } from "../settings.ts";
import { createAgent } from "./agent.ts";
import { judge } from "./answer.ts";
import { deliveryHeaders, forwardedHeaders } from "./headers.ts";
import { signatureHeaders } from "./sign.ts";

export interface HttpContext {
  readonly clock: Clock;
  /** Headers in which a source's provider sends its secret: never forwarded. */
  credentials(source: string): readonly string[];
  /** The system's unless given. */
  readonly lookup?: LookupFunction;
}

/** An app's endpoint: gets the body byte for byte, the provider's headers, ours, and a signature of its own. */
export function toHttpDestination(to: HttpTarget, delivering: Delivering, context: HttpContext): Destination {
  const url = new URL(to.url);
  const what = `POST ${url.origin}${url.pathname}`;
  const { allowPrivate, secrets, retryOn } = to;
  let agent: Promise<Agent> | undefined;
  return {
    ...delivering,
    async deliver(lease, stop) {
      agent ??= createAgent({ allowPrivate, connections: delivering.concurrency, lookup: context.lookup });
      const ready = await agent;
      const { event } = lease;
      const own = [...to.headers, ...deliveryHeaders(lease), ...signatureHeaders(event, secrets, context.clock())];
      const headers = [...forwardedHeaders(event.headers, context.credentials(event.source), own), ...own];
      const startedAt = performance.now();
      const took = (): number => Math.round(performance.now() - startedAt);
      const answer = await ready
        .request({
          origin: url.origin,
          path: `${url.pathname}${url.search}`,
          method: "POST",
          headers,
          body: event.body,
          signal: stop.signal,
        })
        .catch((cause: unknown) => {
          if (stop.signal.aborted) throw cause;
          throw new DeliveryFailure(`${what} failed after ${took()} ms: ${causeText(cause)}`);
        });
      return judge(answer, { what, took: took(), retryOn, signed: secrets.length > 0, now: context.clock() });
    },
    async close() {
      await (await agent)?.destroy();
      agent = undefined;
    },
  };
}
