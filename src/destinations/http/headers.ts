import { CONNECTION_HEADERS, CREDENTIALS, headerAll, isNamed } from "../../headers.ts";
import type { Lease } from "../../stores/store.ts";
import type { HeaderBag } from "../../types.ts";

/** Names that only a delivery itself may set. */
export const OWN_HEADERS =
  /^(?:hookinbox-.*|webhook-(?:id|timestamp|signature)|connection|content-length|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/;

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * The provider's headers as they came, in their order, without what belongs to a connection, credentials (`authorization`,
 * cookies, and the header in which this provider sends its secret), and names that `taken` or a delivery itself uses.
 */
export function forwardedHeaders(bag: HeaderBag, credentials: readonly string[], taken: HeaderBag): string[] {
  const listed = headerAll(bag, "connection").flatMap((names) => names.toLowerCase().split(/\s*,\s*/));
  const dropped = (name: string): boolean =>
    CONNECTION_HEADERS.has(name) ||
    name.startsWith("hookinbox-") ||
    CREDENTIALS.includes(name) ||
    credentials.includes(name) ||
    listed.includes(name) ||
    taken.some((own, i) => i % 2 === 0 && isNamed(own, name));
  const kept: string[] = [];
  for (let i = 0; i + 1 < bag.length; i += 2) {
    const [name, value] = [bag[i] as string, bag[i + 1] as string];
    if (NAME.test(name) && VALUE.test(value) && !dropped(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

/** What an app may want to know of a delivery beside the body. */
export function deliveryHeaders({ event, delivery, attempt }: Lease): string[] {
  const headers = [
    "hookinbox-event",
    event.id,
    "hookinbox-source",
    event.source,
    "hookinbox-type",
    headerText(event.type),
    "hookinbox-delivery",
    delivery,
    "hookinbox-attempt",
    String(attempt),
  ];
  if (event.key !== null) headers.push("hookinbox-key", headerText(event.key));
  return headers;
}

/** Keys and types come from outside: what no header takes, and `%` itself, is percent-encoded. */
const headerText = (text: string): string => text.replace(/[^\x21-\x24\x26-\x7e]+/g, encodeURIComponent);
