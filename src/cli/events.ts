import { formatSize } from "../config/sizes.ts";
import { formatMs } from "../durations.ts";
import { HookinboxError } from "../errors.ts";
import type { DeliveryDetail, EventDetail, EventQuery, EventSummary, Page } from "../stores/store.ts";
import type { EventState } from "../types.ts";
import { type Backend, type Whereabouts, withBackend } from "./backend.ts";
import { EXIT } from "./exit.ts";
import { asText, showBody, showHeaders } from "./message.ts";
import { formatAt, paint, paintState, print, printable, printJson, say, table } from "./output.ts";

export interface ListOptions extends Whereabouts {
  readonly source?: string;
  readonly type?: string;
  readonly state?: EventState;
  readonly search?: string;
  readonly q?: string;
  readonly limit?: number;
  readonly before?: string;
  readonly json?: boolean;
}

export async function listEvents(options: ListOptions): Promise<number> {
  const { json, config, adminUrl, store, limit = 20, search, q = search, ...query } = options;
  const page = await withBackend({ config, adminUrl, store }, (backend) => filled(backend, { ...query, q, limit }));
  if (json) {
    for (const item of page.items) printJson(item);
    return EXIT.fine;
  }
  if (page.items.length === 0) print("No events.");
  else
    print(
      table(
        ["ID", "SOURCE", "TYPE", "STATE", "RECEIVED", "SIZE", "KEY"],
        page.items.map((event) => [
          event.id,
          event.source,
          short(event.type),
          paintState(event.state),
          formatAt(event.receivedAt),
          formatSize(event.size),
          short(event.key ?? "–"),
        ]),
      ),
    );
  if (page.next !== null) say(paint.dim(`There are more: --before ${page.next}`));
  return EXIT.fine;
}

/** Answers for one page: a store of a million events is through after ten of them. */
const MOST_ANSWERS = 50;

/** A page as long as was asked for: what few events pass comes in short ones. */
async function filled(backend: Pick<Backend, "events">, query: EventQuery & { limit: number }) {
  const items: EventSummary[] = [];
  let next: string | null = query.before ?? null;
  for (let i = 0; i < MOST_ANSWERS; i++) {
    const page: Page<EventSummary> = await backend.events({
      ...query,
      limit: query.limit - items.length,
      ...(next === null ? {} : { before: next }),
    });
    items.push(...page.items);
    next = page.next;
    if (next === null || items.length >= query.limit) break;
  }
  return { items, next };
}

export interface ShowOptions extends Whereabouts {
  readonly json?: boolean;
  /** Nothing but the bytes of the body, as received. */
  readonly body?: boolean;
}

export async function showEvent(id: string, { json, body: bodyOnly, ...where }: ShowOptions): Promise<number> {
  const { event, body } = await withBackend(where, async (backend) => ({
    event: await backend.event(id),
    body: await backend.body(id),
  }));
  if (!event) throw new HookinboxError("NO_SUCH_EVENT", `There is no event ${JSON.stringify(id)}.`);
  if (bodyOnly) {
    if (body === undefined) throw new HookinboxError("NO_SUCH_EVENT", `The bytes of ${id} have been pruned.`);
    process.stdout.write(body);
  } else if (json) {
    printJson({ ...event, ...(body === undefined ? { body: null } : asText(body)) });
  } else {
    showHead(event);
    showDeliveries(event);
    showHeaders(event.headers);
    showBody(body);
  }
  return EXIT.fine;
}

function showHead(event: EventDetail): void {
  const repeats = event.repeats > 0 ? `, repeated ${event.repeats} times` : "";
  print(`${paint.bold(event.id)}  ${paintState(event.state)}`);
  print(
    `${printable(event.source)}  ${printable(event.type)}  ${event.key === null ? "no key: not deduplicated" : `key ${printable(event.key)}`}`,
  );
  print(`received ${formatAt(event.receivedAt)}, ${formatSize(event.size)}${repeats}`);
}

function showDeliveries({ deliveries }: EventDetail): void {
  print(`\n${paint.bold("Deliveries")}${deliveries.length === 0 ? "  none: no handler takes this type" : ""}`);
  for (const delivery of deliveries) {
    print(`  ${delivery.id}  ${printable(delivery.destination)}  ${paintState(delivery.state)}${standing(delivery)}`);
    for (const [i, attempt] of delivery.attempts.entries()) {
      const took = formatMs(attempt.endedAt - attempt.startedAt);
      const [error = "", ...stack] = (attempt.error ?? "").split("\n");
      print(
        `    ${i + 1}. ${formatAt(attempt.startedAt)}  ${paintState(attempt.outcome)}  in ${took}  ${printable(error)}`.trimEnd(),
      );
      // The attempts mostly fail at one place: the last one's is enough.
      if (i === delivery.attempts.length - 1)
        for (const line of stack) print(paint.dim(`       ${printable(line.trim())}`));
    }
  }
}

/** When it is due, what it waits for. */
function standing({ state, dueAt, crashes, lane, waitsFor }: DeliveryDetail): string {
  const said: string[] = [];
  if (state === "pending" && dueAt !== null) said.push(`due ${formatAt(dueAt)}`);
  if (crashes > 0) said.push(`${crashes} crashes`);
  if (lane !== null) said.push(`lane ${printable(lane)}`);
  if (waitsFor !== null) said.push(`waits for ${waitsFor}`);
  return said.map((words) => `, ${words}`).join("");
}

const short = (text: string): string => {
  const safe = printable(text);
  return safe.length > 48 ? `${safe.slice(0, 47)}…` : safe;
};
