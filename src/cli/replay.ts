import { setTimeout as sleep } from "node:timers/promises";
import { HookinboxError } from "../errors.ts";
import { pagesOf } from "../stores/pages.ts";
import type { EventQuery } from "../stores/store.ts";
import type { EventState } from "../types.ts";
import { type Backend, type Whereabouts, withBackend } from "./backend.ts";
import { EXIT } from "./exit.ts";
import { paint, print, printJson, say } from "./output.ts";
import { createProgress } from "./progress.ts";

export interface ReplayOptions extends Whereabouts {
  readonly to?: string;
  readonly source?: string;
  readonly type?: string;
  readonly state?: EventState;
  readonly search?: string;
  readonly preview?: boolean;
  /** Events a second. */
  readonly rate: number;
  readonly json?: boolean;
}

/** One event or several, by their ids, or all that the filters mean. */
export async function replay(ids: readonly string[], options: ReplayOptions): Promise<number> {
  const { source, type, state, search, config, adminUrl, store } = options;
  const filters = Object.entries({ source, type, state, q: search }).filter(([, value]) => value !== undefined);
  if ((ids.length === 0) === (filters.length === 0))
    throw new HookinboxError("WRONG_USAGE", "Which events? Name them by their ids, or say which ones by filters.", {
      advice: "hookinbox replay evt_…, or: hookinbox replay --source github --state dead. --preview only counts.",
    });
  return await withBackend({ config, adminUrl, store }, async (backend) => {
    const wanted = ids.length > 0 ? ids : await collect(backend, Object.fromEntries(filters));
    if (options.preview) {
      if (options.json) printJson({ events: wanted.length });
      else print(`${counted(wanted.length, "event")} would be replayed.`);
      return EXIT.fine;
    }
    if (wanted.length === 0) {
      if (!options.json) print("No events.");
      return EXIT.fine;
    }
    const [only] = wanted;
    return only !== undefined && ids.length === 1
      ? await replayOne(backend, only, options)
      : await replayMany(backend, wanted, options);
  });
}

/** The ids, oldest first. All before the first is replayed, as that changes states. */
async function collect(backend: Backend, query: EventQuery): Promise<string[]> {
  const ids: string[] = [];
  for await (const items of pagesOf(backend.events, query)) for (const { id } of items) ids.push(id);
  return ids.reverse();
}

const counted = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

async function replayOne(backend: Backend, id: string, { to, json }: ReplayOptions): Promise<number> {
  const deliveries = await backend.replay(id, to);
  if (deliveries === undefined)
    throw new HookinboxError(
      "NO_SUCH_EVENT",
      `There is no event ${JSON.stringify(id)}, or its bytes have been pruned.`,
    );
  if (json) printJson({ event: id, deliveries });
  else for (const delivery of deliveries) print(delivery);
  if (deliveries.length === 0) {
    say("No destination takes this event: no handler is registered for its type. Name one with --to.");
    return EXIT.failed;
  }
  return EXIT.fine;
}

async function replayMany(backend: Backend, ids: readonly string[], options: ReplayOptions): Promise<number> {
  const { to, rate, json } = options;
  const progress = createProgress(ids.length, "replayed", { off: json });
  const begun = performance.now();
  let made = 0;
  let replayed = 0;
  try {
    for (const [at, event] of ids.entries()) {
      const due = begun + (at * 1000) / rate - performance.now();
      if (due > 0) await sleep(due);
      const deliveries = (await backend.replay(event, to)) ?? [];
      made += deliveries.length;
      if (deliveries.length > 0) replayed += 1;
      if (json) printJson({ event, deliveries });
      progress.at(at + 1);
    }
  } finally {
    progress.clear();
    if (!json)
      print(
        `${replayed} of ${counted(ids.length, "event")} replayed: ${counted(made, "new delivery", "new deliveries")}.`,
      );
  }
  if (replayed === ids.length) return EXIT.fine;
  say(paint.dim("The others are unknown, pruned, or no destination takes them: --to names one."));
  return EXIT.failed;
}
