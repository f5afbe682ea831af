import { randomUUID } from "node:crypto";
import type { Inbox } from "../../inbox.ts";
import { pagesOf } from "../../stores/pages.ts";
import type { EventQuery, EventSummary } from "../../stores/store.ts";
import { causeOf } from "./causes.ts";
import { type Asker, createTelling, type Telling } from "./tell.ts";

export interface ReplayFilter extends Omit<EventQuery, "before" | "limit"> {
  readonly cause?: string;
}

export interface BulkReplay {
  readonly filter: ReplayFilter;
  readonly destination?: string;
  /** Events a second. */
  readonly rate?: number;
}

export interface ReplayJob {
  readonly id: string;
  state: "running" | "done" | "cancelled" | "failed";
  readonly filter: ReplayFilter;
  readonly destination: string | null;
  readonly rate: number;
  total: number;
  counted: boolean;
  replayed: number;
  skipped: number;
  readonly startedAt: number;
  endedAt: number | null;
  error: string | null;
}

const RATE = 100;
/** Events that a preview counts, and the time that it takes for it at most, in ms. */
const PREVIEW_MOST = 10_000;
const PREVIEW_TIME = 2_000;
/** Jobs that are remembered; the oldest that have ended make room. */
const JOBS_KEPT = 50;

/**
 * Replays of many events. A job finds its events first, newest first, as their states change once it begins; it then goes
 * from the oldest on, at its rate. It lives in this process, and what it has replayed is in the store: after a restart the
 * same filter finds what is left where it asks for a state.
 */
export function createReplays(inbox: Pick<Inbox, "archive" | "replay">) {
  const jobs = new Map<string, ReplayJob>();

  async function* found({ cause, ...filter }: ReplayFilter): AsyncGenerator<readonly EventSummary[]> {
    if (cause !== undefined) {
      const dead = await inbox.archive.dead({ destination: filter.destination });
      const ids = [...new Set(dead.filter(({ error }) => causeOf(error) === cause).map(({ event }) => event))];
      const wanted = filter.ids === undefined ? ids : ids.filter((id) => filter.ids?.includes(id));
      for (let i = 0; i < wanted.length; i += 1_000)
        yield* pagesOf(inbox.archive.list, {
          ...filter,
          state: filter.state ?? "dead",
          ids: wanted.slice(i, i + 1_000),
        });
    } else yield* pagesOf(inbox.archive.list, filter);
  }

  async function preview(filter: ReplayFilter) {
    const end = performance.now() + PREVIEW_TIME;
    const sample: EventSummary[] = [];
    let count = 0;
    for await (const items of found(filter)) {
      count += items.length;
      sample.push(...items.slice(0, 10 - sample.length));
      if (count >= PREVIEW_MOST || performance.now() > end) return { count, complete: false, sample };
    }
    return { count, complete: true, sample };
  }

  /** Every event that is meant, oldest first; `undefined`: cancelled meanwhile. */
  async function collect(job: ReplayJob): Promise<string[] | undefined> {
    const ids: string[] = [];
    for await (const items of found(job.filter)) {
      for (const { id } of items) ids.push(id);
      job.total = ids.length;
      if (job.state !== "running") return undefined;
    }
    job.counted = true;
    return ids.reverse();
  }

  async function run(job: ReplayJob, asker: Asker): Promise<void> {
    const ids = (await collect(job)) ?? [];
    const to = job.destination === null ? {} : { destination: job.destination };
    const telling = createTelling(inbox.archive, asker, { job: job.id, ...to });
    try {
      await replayAll(job, ids, to, telling);
    } finally {
      await telling.write();
    }
    end(job, "done");
  }

  async function replayAll(job: ReplayJob, ids: string[], to: { destination?: string }, telling: Telling) {
    const startedAt = performance.now();
    for (const [i, id] of ids.entries()) {
      const wait = (i / job.rate) * 1_000 - (performance.now() - startedAt);
      await telling.between(wait);
      if (wait > 5) await new Promise((resolve) => setTimeout(resolve, wait));
      if (job.state !== "running") return;
      const deliveries = await inbox.replay(id, to);
      if (deliveries && deliveries.length > 0) {
        job.replayed += 1;
        telling.replayed(id);
      } else job.skipped += 1;
    }
  }

  function end(job: ReplayJob, state: ReplayJob["state"], error: string | null = null): void {
    if (job.state !== "running") return;
    job.state = state;
    job.error = error;
    job.endedAt = Date.now();
  }

  function start({ filter, destination, rate = RATE }: BulkReplay, asker: Asker): ReplayJob {
    const job: ReplayJob = {
      id: `rpl_${randomUUID()}`,
      state: "running",
      filter,
      destination: destination ?? null,
      rate,
      total: 0,
      counted: false,
      replayed: 0,
      skipped: 0,
      startedAt: Date.now(),
      endedAt: null,
      error: null,
    };
    jobs.set(job.id, job);
    for (const old of jobs.values()) if (jobs.size > JOBS_KEPT && old.state !== "running") jobs.delete(old.id);
    run(job, asker).catch((error: unknown) =>
      end(job, "failed", error instanceof Error ? error.message : String(error)),
    );
    return job;
  }

  return {
    preview,
    start,
    list: (): ReplayJob[] => [...jobs.values()].reverse(),
    get: (id: string): ReplayJob | undefined => jobs.get(id),
    cancel(id: string): ReplayJob | undefined {
      const job = jobs.get(id);
      if (job) end(job, "cancelled");
      return job;
    },
  };
}
