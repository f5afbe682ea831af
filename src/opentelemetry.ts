import {
  type Attributes,
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import type { Observer, Traced } from "./observe.ts";
import type { HeaderBag } from "./types.ts";

/**
 * Spans of a webhook's life, for whichever provider your app has registered with `@opentelemetry/api`:
 * `hookinbox receive`, `hookinbox accept`, and one `hookinbox attempt` for each try, in which the handler runs, so that what
 * it calls is told as a part of it.
 *
 * A sender's `traceparent` is kept with the event's headers, so an attempt joins its trace days later and in another process:
 * beneath the accept where that process remembers it, beside it elsewhere.
 * Where there is none, the trace's id is the event's own (both have 128 bits): nothing more is stored.
 *
 * @example createInbox(config, { observer: openTelemetryObserver() })
 */
export function openTelemetryObserver(): Observer {
  const tracer = trace.getTracer("hookinbox");
  /** Spans in which this process accepted the newest events. */
  const accepted = new Map<string, SpanContext>();
  function remember(event: string, span: Span): void {
    accepted.set(event, span.spanContext());
    if (accepted.size > REMEMBERED) accepted.delete(accepted.keys().next().value as string);
  }
  /** Of an attempt: the accept, where this process did it; else what every process knows. */
  function causeOf(event: Traced): Context {
    const known = accepted.get(event.id);
    return known ? trace.setSpanContext(ROOT_CONTEXT, known) : parentOf(event.headers, event.id);
  }
  return {
    received({ source, outcome, status, code, id, type, size, took, head }) {
      if (source === undefined) return;
      const attributes = { ...named({ source, id, type }), "hookinbox.outcome": outcome, "hookinbox.body.size": size };
      const http = { "http.request.method": head.method, "http.response.status_code": status };
      const startTime = head.receivedAt;
      const kind = SpanKind.SERVER;
      const parent = parentOf(head.headers, id);
      const span = tracer.startSpan(
        "hookinbox receive",
        { kind, startTime, attributes: { ...attributes, ...http } },
        parent,
      );
      if (code !== undefined) span.setAttribute("error.type", code);
      if (outcome === "failed") span.setStatus({ code: SpanStatusCode.ERROR, message: code });
      span.end(startTime + took);
    },

    async accepting(events, commit) {
      const spans = events.map((event) =>
        tracer.startSpan(
          "hookinbox accept",
          { kind: SpanKind.PRODUCER, attributes: ofEvent(event, events.length) },
          parentOf(event.headers, event.id),
        ),
      );
      for (const [i, span] of spans.entries()) remember(events[i]!.id, span);
      try {
        return await commit();
      } catch (error) {
        for (const span of spans) span.setStatus({ code: SpanStatusCode.ERROR, message: textOf(error) });
        throw error;
      } finally {
        for (const span of spans) span.end();
      }
    },

    delivering({ event, delivery, destination, attempt }, deliver) {
      const attributes = {
        ...named(event),
        "hookinbox.delivery.id": delivery,
        "hookinbox.destination": destination,
        "hookinbox.attempt": attempt,
        "messaging.system": "hookinbox",
        "messaging.operation.name": "attempt",
        "messaging.operation.type": "process",
        "messaging.message.id": event.id,
        "messaging.destination.name": destination,
      };
      const parent = causeOf(event);
      const span = tracer.startSpan("hookinbox attempt", { kind: SpanKind.CONSUMER, attributes }, parent);
      const run = async () => {
        try {
          return await deliver();
        } catch (error) {
          // The name alone: an error's text may hold what a sender wrote.
          span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : "thrown" });
          throw error;
        } finally {
          span.end();
        }
      };
      return context.with(trace.setSpan(parent, span), run);
    },
  };
}

/** Events whose accept is remembered: enough that a first attempt, and most second ones, find theirs. */
const REMEMBERED = 10_000;

const ofEvent = (event: Traced, batch: number): Attributes => ({ ...named(event), "hookinbox.batch.size": batch });

const named = ({ source, id, type }: { source: string; id?: string; type?: string }): Attributes => ({
  "hookinbox.source": source,
  ...(id === undefined ? {} : { "hookinbox.event.id": id }),
  ...(type === undefined ? {} : { "hookinbox.event.type": type }),
});

const textOf = (error: unknown): string => (error instanceof Error ? error.name : "failed");

const TRACE_HEADERS = new Set(["traceparent", "tracestate"]);

/** The sender's trace, else the event's own. */
function parentOf(headers: HeaderBag, id: string | undefined): Context {
  const carrier: Record<string, string> = {};
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i]!.toLowerCase();
    if (TRACE_HEADERS.has(name)) carrier[name] ??= headers[i + 1]!;
  }
  const sent = carrier.traceparent === undefined ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, carrier);
  if (trace.getSpanContext(sent) || id === undefined) return sent;
  const traceId = id.slice(4).replaceAll("-", "");
  const spanContext = { traceId, spanId: traceId.slice(16), traceFlags: TraceFlags.SAMPLED, isRemote: true };
  return trace.setSpanContext(ROOT_CONTEXT, spanContext);
}

/** Whether an app has registered a provider: without one every span would be made for nobody. */
export function hasTraceProvider(): boolean {
  const provider = trace.getTracerProvider() as { getDelegate?: () => object };
  const delegate = provider.getDelegate?.() ?? provider;
  return delegate.constructor.name !== "NoopTracerProvider";
}
