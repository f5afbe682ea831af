import type { Observer } from "../observe.ts";

/** Spans for a provider that was registered before (`node --import ./tracing.mjs …`); none where there is no OpenTelemetry. */
export async function tracing(): Promise<Observer[]> {
  try {
    const { hasTraceProvider, openTelemetryObserver } = await import("../opentelemetry.ts");
    return hasTraceProvider() ? [openTelemetryObserver()] : [];
  } catch {
    return [];
  }
}
