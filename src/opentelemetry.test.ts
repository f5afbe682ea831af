import { context, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createInbox } from "./inbox.ts";
import { hasTraceProvider, openTelemetryObserver } from "./opentelemetry.ts";

const spans = new InMemorySpanExporter();
expect(hasTraceProvider()).toBe(false);
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }));
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
// What an SDK registers by itself.
propagation.setGlobalPropagator({
  fields: () => ["traceparent"],
  inject: () => {},
  extract: (to, carrier) => {
    const [, traceId = "", spanId = "", flags = ""] = String((carrier as Record<string, string>).traceparent).split(
      "-",
    );
    return trace.setSpanContext(to, { traceId, spanId, traceFlags: Number(flags), isRemote: true });
  },
});
beforeEach(() => spans.reset());
afterAll(() => trace.disable());

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

async function life(headers: Record<string, string>, handler: () => void): Promise<string> {
  const sources = { open: { provider: "none", allowUnverified: true } };
  const inbox = createInbox(
    { store: "memory:", sources, work: { poll: 20, retry: ["10ms"] } },
    { observer: openTelemetryObserver() },
  );
  inbox.on("open", "*", () => {
    trace.getTracer("app").startSpan("in the handler").end();
    handler();
  });
  await inbox.start();
  const request = new Request("http://localhost/in/open", { method: "POST", body: "{}", headers });
  const { id } = (await (await inbox.fetch(request)).json()) as { id: string };
  await expect.poll(async () => (await inbox.archive.get(id))?.state).toBe("done");
  await inbox.stop();
  return id;
}

test("receive, accept, each attempt and what the handler does join the sender's trace", async () => {
  let tries = 0;
  await life({ traceparent: `00-${TRACE}-00f067aa0ba902b7-01` }, () => {
    if (++tries === 1) throw new Error("with a payload's words");
  });
  const made = spans.getFinishedSpans();
  expect(made.map(({ name }) => name).sort()).toEqual([
    "hookinbox accept",
    "hookinbox attempt",
    "hookinbox attempt",
    "hookinbox receive",
    "in the handler",
    "in the handler",
  ]);
  expect(new Set(made.map((span) => span.spanContext().traceId))).toEqual(new Set([TRACE]));
  const attempts = made.filter(({ name }) => name === "hookinbox attempt");
  const parents = made.filter(({ name }) => name === "in the handler").map((span) => span.parentSpanContext?.spanId);
  expect(parents.sort()).toEqual(attempts.map((span) => span.spanContext().spanId).sort());
  const accept = made.find(({ name }) => name === "hookinbox accept")?.spanContext().spanId;
  expect(attempts.map((span) => span.parentSpanContext?.spanId)).toEqual([accept, accept]);
  expect(attempts.map(({ status }) => status.code).sort()).toEqual([0, 2]);
  expect(JSON.stringify(made.map(({ status, attributes }) => [status, attributes]))).not.toContain("payload's words");
});

test("without one the trace's id is the event's", async () => {
  const id = await life({}, () => {});
  const ids = new Set(spans.getFinishedSpans().map((span) => span.spanContext().traceId));
  expect(ids).toEqual(new Set([id.slice(4).replaceAll("-", "")]));
});
