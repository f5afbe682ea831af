import { header } from "../../headers.ts";
import type { Lease } from "../../stores/store.ts";

/** What a program needs to run at all; the rest of this process's environment holds secrets. */
const INHERITED = ["PATH", "HOME", "LANG", "TZ"];

/** A longer value is left out: Linux takes no variable above 128 KiB, and one cut short would be another's key. */
const LONGEST = 4096;

/** The facts of an event as variables, beside those of the config. */
export function environment(
  { event, delivery, attempt }: Lease,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const facts: Record<string, string | null | undefined> = {
    HOOKINBOX_EVENT_ID: event.id,
    HOOKINBOX_SOURCE: event.source,
    HOOKINBOX_TYPE: event.type,
    HOOKINBOX_KEY: event.key,
    HOOKINBOX_RECEIVED_AT: new Date(event.receivedAt).toISOString(),
    HOOKINBOX_CONTENT_TYPE: header(event.headers, "content-type"),
    HOOKINBOX_DELIVERY_ID: delivery,
    HOOKINBOX_ATTEMPT: String(attempt),
  };
  const inherited = INHERITED.map((name) => [name, process.env[name]] as const);
  const all: Record<string, string> = {};
  for (const [name, value] of [...inherited, ...Object.entries(given), ...Object.entries(facts)]) {
    if (typeof value === "string" && value.length <= LONGEST) all[name] = value.replaceAll("\0", "");
  }
  return all;
}
