import { isNamed } from "./headers.ts";
import { newEventId } from "./ids.ts";
import type { Source } from "./source.ts";
import type { NewEvent } from "./stores/store.ts";
import type { HeaderBag, Inbound, Reply } from "./types.ts";
import type { Verdict } from "./verify/verifier.ts";

/** What a whole request turned out to be. */
export type Examined =
  | { readonly kind: "event"; readonly event: NewEvent }
  | { readonly kind: "challenge"; readonly reply: Reply }
  | { readonly kind: "refused"; readonly verdict: Verdict & { ok: false } }
  | { readonly kind: "malformed"; readonly reason: string };

/** Verify → greet → parse → identify. A promise only where a key is fetched. Nothing is kept here. */
export function examine(source: Source, inbound: Inbound): Examined | Promise<Examined> {
  const verdict = source.verifier.verify(inbound);
  return verdict instanceof Promise
    ? verdict.then((v) => afterVerdict(source, inbound, v))
    : afterVerdict(source, inbound, verdict);
}

function afterVerdict(source: Source, inbound: Inbound, verdict: Verdict): Examined {
  const { settings, verifier } = source;
  if (!verdict.ok) return { kind: "refused", verdict };
  const payload = verifier.parse(inbound);
  if (payload.kind === "malformed") return { kind: "malformed", reason: payload.reason };
  const reply = verifier.greetSigned(inbound, payload);
  if (reply) return { kind: "challenge", reply };
  const identity = verifier.identify(inbound, payload);
  const type = storable(identity.type);
  const event: NewEvent = {
    id: newEventId(),
    source: settings.name,
    key: identity.key === null ? null : storable(identity.key),
    type,
    headers: without(inbound.headers, verifier.credentials),
    body: inbound.body,
    receivedAt: inbound.receivedAt,
    destinations: source.owed(type),
    sync: settings.mode === "sync",
  };
  return { kind: "event", event: source.lanes ? { ...event, lanes: source.lanes(event, payload) } : event };
}

/** Text that every store can hold: no NUL (Postgres refuses it, SQLite's functions end at it), no half of a surrogate pair. */
export function storable(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes("\u0000") ? whole.replaceAll("\u0000", "\ufffd") : whole;
}

/** What proved the request is of no more use, and would lie about as a secret. */
function without(headers: HeaderBag, names: readonly string[]): HeaderBag {
  if (names.length === 0) return headers;
  const kept: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2)
    if (!names.some((name) => isNamed(headers[i]!, name))) kept.push(headers[i]!, headers[i + 1]!);
  return kept;
}
