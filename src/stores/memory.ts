import { HookinboxError } from "../errors.ts";
import { deliveryId, parseDeliveryId } from "../ids.ts";
import type { Clock, DeliveryState, EventState, StoredEvent } from "../types.ts";
import { IN_LANE, LAST_DUE, NEVER } from "./due.ts";
import { eventState } from "./event-state.ts";
import {
  DEAD_MOST,
  type DeadDelivery,
  type DeadQuery,
  FEED_MOST,
  type Feed,
  type FeedQuery,
  NOTES_KEPT,
  NOTES_MOST,
  type Note,
  type NoteQuery,
  noteNumber,
} from "./history.ts";
import { createLanes, type Lane, type Ordered } from "./memory-lanes.ts";
import { createLimits } from "./memory-limits.ts";
import {
  type Accepted,
  ALIVE_FOR,
  ALONE_FROM,
  type Attempt,
  type ClaimFrom,
  type ClaimRequest,
  type DestinationStats,
  type EventDetail,
  type EventQuery,
  type EventSummary,
  type Instance,
  type Lease,
  type LeaseRef,
  MAX_CRASHES,
  type NewEvent,
  type NewLane,
  type NewQuarantined,
  type Page,
  type Pause,
  pageSize,
  type Quarantined,
  type QuarantineQuery,
  REMEMBERED_FOR,
  type Retention,
  type Settlement,
  type Stats,
  type Store,
} from "./store.ts";
import { askedFor, wordsOf } from "./words.ts";

interface Delivery extends Ordered {
  readonly event: Row;
  readonly destination: string;
  readonly lane: Lane<Delivery> | undefined;
  state: DeliveryState;
  leaseUntil: number;
  startedAt: number;
  token: number;
  crashes: number;
  failures: number;
  readonly attempts: Attempt[];
  /** Results of its steps. */
  readonly steps: Map<string, string>;
}

interface Row extends StoredEvent {
  /** The order of commits. */
  readonly seq: number;
  repeats: number;
  firstRepeatAt: number | null;
  lastRepeatAt: number | null;
  readonly deliveries: Delivery[];
}

type Counted = { -readonly [K in keyof DestinationStats]: DestinationStats[K] };

const QUARANTINE_LIMIT = 1000;

/**
 * The store for tests and trials, and the reference that the suite was written against: nothing is on disk, and all is
 * gone with the process. It stands on one thread, so its races are settled by the loop.
 */
export function memoryStore({
  clock = Date.now,
  search = false,
}: {
  clock?: Clock;
  /** Looks for words in headers and bodies as well. */
  search?: boolean;
} = {}): Store {
  const events = new Map<string, Row>();
  const keys = new Map<string, { id: string; seenAt: number }>();
  /** Open deliveries by destination, in the order in which they were accepted. */
  const open = new Map<string, Set<Delivery>>();
  const lanes = createLanes<Delivery>();
  let seq = 0;
  const paused = new Map<string, Pause>();
  const limits = createLimits();
  let refused: NewQuarantined[] = [];
  let notes: Note[] = [];
  let noted = 0;
  const instances = new Map<string, Instance & { seenAt: number }>();

  const pauseName = (kind: string, name: string) => `${kind}\n${name}`;
  const keyOf = (source: string, key: string) => `${source}\n${key}`;
  const queueOf = (destination: string) => {
    const queue = open.get(destination) ?? new Set<Delivery>();
    open.set(destination, queue);
    return queue;
  };

  function add(event: Row, destination: string, dueAt: number, inLane?: NewLane, over?: Delivery): Delivery {
    const delivery: Delivery = {
      seq: event.seq,
      n: event.deliveries.length,
      event,
      lane: inLane && lanes.of(destination, inLane.key),
      version: inLane?.version ?? null,
      destination,
      state: "pending",
      dueAt,
      leaseUntil: 0,
      startedAt: 0,
      token: 0,
      crashes: 0,
      failures: 0,
      attempts: [],
      steps: new Map(),
    };
    event.deliveries.push(delivery);
    queueOf(destination).add(delivery);
    if (delivery.lane) lanes.join(delivery.lane, delivery, clock(), over);
    return delivery;
  }

  function acceptOne(event: NewEvent): Accepted {
    const seen = event.key === null ? undefined : keys.get(keyOf(event.source, event.key));
    if (seen) {
      const first = events.get(seen.id);
      if (first) {
        first.repeats += 1;
        first.firstRepeatAt ??= clock();
        first.lastRepeatAt = clock();
      }
      return { id: seen.id, duplicate: true };
    }
    const { destinations, lanes: ordered = [], sync, ...kept } = event;
    seq += 1;
    const row: Row = {
      ...kept,
      seq,
      body: event.body.slice(),
      size: event.body.length,
      repeats: 0,
      firstRepeatAt: null,
      lastRepeatAt: null,
      deliveries: [],
    };
    events.set(row.id, row);
    if (event.key !== null) keys.set(keyOf(event.source, event.key), { id: row.id, seenAt: event.receivedAt });
    for (const destination of destinations) {
      const lane = sync ? undefined : ordered.find((one) => one.destination === destination);
      add(row, destination, sync ? NEVER : clock(), lane);
    }
    return { id: row.id, duplicate: false };
  }

  const find = (ref: LeaseRef): Delivery | undefined => {
    const parsed = parseDeliveryId(ref.delivery);
    const delivery = parsed && events.get(parsed.event)?.deliveries[parsed.n];
    return delivery?.token === ref.token && delivery.state === "running" ? delivery : undefined;
  };

  function close(delivery: Delivery, state: "done" | "dead", skipDead = false): void {
    delivery.state = state;
    open.get(delivery.destination)?.delete(delivery);
    if (delivery.lane && (state === "done" || skipDead)) lanes.next(delivery.lane, delivery, clock());
  }

  /** Notes the lost lease of a crashed worker; `false` when that was the last one it may cost. */
  function survives(delivery: Delivery, now: number, skipDead?: boolean): boolean {
    if (delivery.state !== "running") return true;
    delivery.crashes += 1;
    delivery.attempts.push({ startedAt: delivery.startedAt, endedAt: now, outcome: "crashed", error: null });
    if (delivery.crashes < MAX_CRASHES) return true;
    close(delivery, "dead", skipDead);
    return false;
  }

  function lease(delivery: Delivery, now: number, request: ClaimRequest, holdFor = 0): Lease {
    delivery.state = "running";
    queueOf(delivery.destination).add(delivery);
    delivery.token += 1;
    delivery.startedAt = now;
    // One thread: whoever holds the lease is alive for as long as this store is, so the hold is granted at once.
    delivery.leaseUntil = now + Math.max(request.lease, holdFor);
    const { id, source, key, type, headers, body, receivedAt, size } = delivery.event;
    const event = { id, source, key, type, headers, body, receivedAt, size };
    const { version, lane: inLane } = delivery;
    return {
      delivery: deliveryId(event.id, delivery.n),
      token: delivery.token,
      destination: delivery.destination,
      attempt: delivery.failures + 1,
      crashes: delivery.crashes,
      ...(inLane && { inLane: true }),
      ...(version !== null && version < (inLane?.version ?? version) && { stale: true }),
      event,
    };
  }

  function* candidates(request: ClaimRequest, destination: string, now: number): Generator<Delivery> {
    const expired = (d: Delivery) => d.state === "running" && d.leaseUntil <= now;
    if (request.event !== undefined) {
      // The newest one: an older one was replayed, and is of no more account.
      const d = events.get(request.event)?.deliveries.findLast((d) => d.destination === destination);
      if (d && d.dueAt !== IN_LANE && (d.state === "pending" || d.state === "dead" || expired(d))) yield d;
      return;
    }
    const due = [...queueOf(destination)].filter(
      (d) =>
        (d.state === "pending" ? d.dueAt <= now : expired(d) && d.dueAt !== NEVER) &&
        !paused.has(pauseName("source", d.event.source)),
    );
    yield* due.sort((a, b) => a.dueAt - b.dueAt);
  }

  /** How many of a destination may be leased now. */
  function roomOf(from: ClaimFrom, request: ClaimRequest, now: number): number {
    if (request.event === undefined && paused.has(pauseName("destination", from.name))) return 0;
    return Math.min(from.limit, limits.room(from, now));
  }

  function claim(request: ClaimRequest): Lease[] {
    const now = clock();
    const leases: Lease[] = [];
    for (const from of request.destinations) {
      const most = Math.min(leases.length + roomOf(from, request, now), request.limit);
      for (const delivery of candidates(request, from.name, now)) {
        if (leases.length >= most) break;
        if (mustWait(delivery, leases.length) || !survives(delivery, now, from.skipDead)) continue;
        const leased = lease(delivery, now, request, from.holdFor);
        leases.push(leased);
        limits.take(from, now, leased.token, delivery);
        if (delivery.crashes >= ALONE_FROM) return leases;
      }
    }
    return leases;
  }

  /** What has crashed before is leased alone, so it waits where others were leased in the same claim. */
  function mustWait({ state, crashes }: Delivery, others: number): boolean {
    const counted = crashes + (state === "running" ? 1 : 0);
    return others > 0 && counted >= ALONE_FROM && counted < MAX_CRASHES;
  }

  function settleOne(settlement: Settlement): boolean {
    const delivery = find(settlement);
    if (!delivery) return false;
    const { startedAt, endedAt, outcome } = settlement;
    delivery.leaseUntil = 0;
    if (outcome === "released") {
      delivery.state = "pending";
      limits.giveBack(delivery.destination);
      return true;
    }
    const error = "error" in settlement ? settlement.error : null;
    delivery.attempts.push({ startedAt, endedAt, outcome: outcome === "retry" ? "failed" : outcome, error });
    if (outcome === "retry") {
      delivery.failures += 1;
      delivery.state = "pending";
      delivery.dueAt = settlement.retryAt;
      return true;
    }
    if (outcome === "done" && delivery.lane) lanes.raise(delivery.lane, delivery.version);
    if (outcome === "dead") close(delivery, "dead", settlement.skip);
    else close(delivery, "done");
    return true;
  }

  const idOf = (d: Delivery): string => deliveryId(d.event.id, d.n);
  /** A replay stands for it. */
  const isReplaced = ({ event, destination, n }: Delivery): boolean =>
    event.deliveries.some((later) => later.destination === destination && later.n > n);
  const holdsDead = (d: Delivery): boolean => d.state === "dead" && d.lane?.holder === d;
  const stateOf = (row: Row): EventState => eventState(row.deliveries);
  const summary = (row: Row): EventSummary => ({
    id: row.id,
    source: row.source,
    key: row.key,
    type: row.type,
    receivedAt: row.receivedAt,
    size: row.size,
    state: stateOf(row),
  });

  const isOfType = (type: string, asked: string): boolean =>
    asked.endsWith("*") ? type.startsWith(asked.slice(0, -1)) : type === asked;
  const hasPart = ({ id, key, type }: Row, q: string): boolean =>
    [id, key ?? "", type].some((text) => text.toLowerCase().includes(q.toLowerCase()));
  function hasWords(row: Row, q: string): boolean {
    const [asked, there] = [askedFor(q), new Set(wordsOf(row))];
    return asked.length > 0 && asked.every((word) => there.has(word));
  }

  function list(query: EventQuery): Page<EventSummary> {
    const limit = pageSize(query.limit);
    const all = [...events.values()].reverse();
    const start = query.before === undefined ? 0 : all.findIndex((row) => row.id === query.before) + 1;
    const fits = search ? hasWords : hasPart;
    const matches = (row: Row) =>
      (query.source === undefined || row.source === query.source) &&
      (query.type === undefined || isOfType(row.type, query.type)) &&
      (query.state === undefined || stateOf(row) === query.state) &&
      (query.destination === undefined || row.deliveries.some((d) => d.destination === query.destination)) &&
      (query.after === undefined || row.receivedAt >= query.after) &&
      (query.until === undefined || row.receivedAt < query.until) &&
      (query.ids === undefined || query.ids.includes(row.id)) &&
      (query.q === undefined || fits(row, query.q));
    const found = all.slice(start).filter(matches);
    const items = found.slice(0, limit).map(summary);
    return { items, next: found.length > limit ? items[items.length - 1]!.id : null };
  }

  function get(id: string): EventDetail | undefined {
    const row = events.get(id);
    if (!row) return undefined;
    const deliveries = row.deliveries.map((d) => ({
      id: deliveryId(id, d.n),
      destination: d.destination,
      state: d.state,
      dueAt: d.state === "pending" && d.dueAt <= LAST_DUE ? d.dueAt : null,
      crashes: d.crashes,
      lane: d.lane?.key ?? null,
      waitsFor: d.dueAt === IN_LANE && d.lane?.holder ? idOf(d.lane.holder) : null,
      holdsLane: d.lane?.holder === d,
      attempts: [...d.attempts],
    }));
    const { headers, repeats, firstRepeatAt, lastRepeatAt } = row;
    return { ...summary(row), headers, repeats, firstRepeatAt, lastRepeatAt, deliveries };
  }

  function feed({ after }: FeedQuery): Feed {
    const from = after === undefined ? seq : Number(after);
    const cursor = String(seq);
    if (!(from >= 0 && from <= seq)) return { items: [], cursor, lost: true };
    const rows = [...events.values()].filter((row) => row.seq > from);
    if (rows.length > FEED_MOST) return { items: [], cursor, lost: true };
    return { items: rows.map(summary), cursor, lost: false };
  }

  function dead({ destination, limit = DEAD_MOST }: DeadQuery): DeadDelivery[] {
    return [...events.values()]
      .reverse()
      .flatMap((row) => row.deliveries.filter((d) => d.state === "dead" && !isReplaced(d)))
      .filter((d) => destination === undefined || d.destination === destination)
      .slice(0, Math.min(limit, DEAD_MOST))
      .map((d) => ({
        event: d.event.id,
        destination: d.destination,
        receivedAt: d.event.receivedAt,
        error: d.attempts.at(-1)?.error ?? null,
      }));
  }

  function notesOf({ kind, subject, since = 0, before, limit = 100 }: NoteQuery): Note[] {
    const below = noteNumber(before) ?? Number.POSITIVE_INFINITY;
    return notes
      .filter((note) => note.kind === kind && (subject === undefined || note.subject === subject))
      .filter((note) => note.at >= since && Number(note.id) < below)
      .reverse()
      .slice(0, Math.min(limit, NOTES_MOST));
  }

  function replay(id: string, destinations: readonly string[], ordered: readonly NewLane[]): string[] | undefined {
    const row = events.get(id);
    return row && destinations.map((destination) => idOf(replayOne(row, destination, ordered)));
  }

  /** In the lane of the deliveries before it. It runs although newer ones have been done: a person asked for it. */
  function replayOne(row: Row, destination: string, ordered: readonly NewLane[]): Delivery {
    const before = row.deliveries.findLast((d) => d.destination === destination && d.lane);
    const key = before?.lane?.key ?? ordered.find((one) => one.destination === destination)?.key;
    const dead = row.deliveries.find((d) => holdsDead(d) && d.destination === destination);
    return add(row, destination, clock(), key === undefined ? undefined : { destination, key, version: null }, dead);
  }

  function skip(id: string): string[] {
    const holders = (events.get(id)?.deliveries ?? []).filter((d) => holdsDead(d));
    for (const d of holders) lanes.next(d.lane!, d, clock());
    return holders.map(idOf);
  }

  const seen = ({ headers: _, body, ...kept }: NewQuarantined): Quarantined => ({ ...kept, size: body.length });

  function quarantined(query: QuarantineQuery): Page<Quarantined> {
    const limit = pageSize(query.limit);
    const all = refused.filter((q) => query.source === undefined || q.source === query.source).reverse();
    const start = query.before === undefined ? 0 : all.findIndex((q) => q.id === query.before) + 1;
    const items = all.slice(start, start + limit).map(seen);
    return { items, next: all.length > start + limit ? items[items.length - 1]!.id : null };
  }

  function prune({ events: keptEvents, keys: keptKeys, quarantine }: Retention) {
    const now = clock();
    const before = { events: events.size, keys: keys.size, quarantine: refused.length };
    const isOpen = (d: Delivery) => d.state === "pending" || d.state === "running" || holdsDead(d);
    lanes.prune(now - keptKeys);
    for (const row of events.values())
      if (row.receivedAt < now - keptEvents && !row.deliveries.some(isOpen)) events.delete(row.id);
    for (const [name, { id, seenAt }] of keys) if (seenAt < now - keptKeys && !events.has(id)) keys.delete(name);
    refused = refused.filter((q) => q.receivedAt >= now - quarantine);
    notes = notes.filter((note) => note.at >= now - NOTES_KEPT[note.kind]);
    return {
      events: before.events - events.size,
      keys: before.keys - keys.size,
      quarantine: before.quarantine - refused.length,
    };
  }

  function counted(
    d: Delivery,
    to: Counted = { destination: d.destination, pending: 0, running: 0, dead: 0, blocked: 0, oldestDueAt: null },
  ): Counted {
    if (d.state !== "done") to[d.state] += 1;
    if (holdsDead(d)) to.blocked += 1;
    if (d.state === "pending" && d.dueAt <= LAST_DUE) to.oldestDueAt = Math.min(to.oldestDueAt ?? NEVER, d.dueAt);
    return to;
  }

  function stats(): Stats {
    const deliveries = { pending: 0, running: 0, done: 0, dead: 0 };
    const sources = new Map<string, { source: string; events: number; lastAt: number | null; quarantined: number }>();
    const destinations = new Map<string, Counted>();
    const source = (name: string) => {
      const found = sources.get(name) ?? { source: name, events: 0, lastAt: null, quarantined: 0 };
      sources.set(name, found);
      return found;
    };
    let [bytes, repeats] = [0, 0];
    let oldestDueAt: number | null = null;
    for (const row of events.values()) {
      bytes += row.size;
      repeats += row.repeats;
      const of = source(row.source);
      of.events += 1;
      of.lastAt = Math.max(of.lastAt ?? 0, row.receivedAt);
      for (const d of row.deliveries.filter((one) => one.state !== "dead" || !isReplaced(one))) {
        deliveries[d.state] += 1;
        destinations.set(d.destination, counted(d, destinations.get(d.destination)));
        if (d.state === "pending" && d.dueAt <= LAST_DUE) oldestDueAt = Math.min(oldestDueAt ?? NEVER, d.dueAt);
      }
    }
    for (const q of refused) source(q.source).quarantined += 1;
    return {
      events: events.size,
      repeats,
      quarantined: refused.length,
      bytes,
      deliveries,
      oldestDueAt,
      sources: [...sources.values()],
      destinations: [...destinations.values()],
      paused: [...paused.values()],
    };
  }

  return {
    name: "memory:",
    open: async () => {},
    close: async () => {},
    trouble: () => undefined,
    onFatal: () => {},
    accept: async (batch) => batch.map(acceptOne),
    quarantine: async (batch) => {
      refused.push(...batch);
      for (const name of new Set(batch.map((q) => q.source))) {
        let excess = refused.filter((q) => q.source === name).length - QUARANTINE_LIMIT;
        if (excess > 0) refused = refused.filter((q) => q.source !== name || excess-- <= 0);
      }
    },
    release: async (event, id) => {
      const before = refused.length;
      refused = refused.filter((q) => q.id !== id);
      return refused.length < before ? acceptOne(event) : undefined;
    },
    claim: async (request) => claim(request),
    renew: async (leases, ms) =>
      leases.map((ref) => {
        const delivery = find(ref);
        if (delivery) delivery.leaseUntil = clock() + ms;
        return delivery !== undefined;
      }),
    settle: async (batch) => batch.map(settleOne),
    commit: async () => {
      throw new HookinboxError("COMMIT_UNSUPPORTED", "a store in memory has no tables of yours");
    },
    recall: async (ref, step) => ({ held: find(ref) !== undefined, result: find(ref)?.steps.get(step) }),
    keep: async (ref, step, result) => {
      const steps = find(ref)?.steps;
      if (steps && !steps.has(step)) steps.set(step, result);
      return steps !== undefined;
    },
    list: async (query) => list(query),
    get: async (id) => get(id),
    body: async (id) => events.get(id)?.body,
    replay: async (id, destinations, lanes = []) => replay(id, destinations, lanes),
    skip: async (id) => skip(id),
    quarantined: async (query) => quarantined(query),
    quarantinedOne: async (id) => {
      const found = refused.find((q) => q.id === id);
      return found && { ...seen(found), headers: found.headers, body: found.body };
    },
    pause: async ({ kind, name }) => {
      const isNew = !paused.has(pauseName(kind, name));
      if (isNew) paused.set(pauseName(kind, name), { kind, name, at: clock() });
      return isNew;
    },
    resume: async ({ kind, name }) => paused.delete(pauseName(kind, name)),
    feed: async (query) => feed(query),
    dead: async (query) => dead(query),
    note: async (batch) => {
      for (const note of batch) notes.push({ ...structuredClone(note), id: String(++noted) });
    },
    notes: async (query) => notesOf(query),
    prune: async (retention, tell) => {
      const pruned = prune(retention);
      tell?.(pruned.events + pruned.keys + pruned.quarantine);
      return pruned;
    },
    stats: async () => stats(),
    backlog: async ({ count = 0, age = false }) => {
      const all = [...open.values()].flatMap((queue) => [...queue]);
      const due = !age ? [] : all.filter((d) => d.state === "pending" && d.dueAt <= clock()).map((d) => d.dueAt);
      return { count: Math.min(count, all.length), age: due.length === 0 ? 0 : clock() - Math.min(...due), disk: null };
    },
    present: async (instance) => void instances.set(instance.id, { ...instance, seenAt: clock() }),
    leave: async (id) => void instances.delete(id),
    instances: async () =>
      [...instances.values()]
        .filter(({ seenAt }) => seenAt > clock() - REMEMBERED_FOR)
        .sort((a, b) => b.seenAt - a.seenAt)
        .map((instance) => ({ ...instance, alive: instance.seenAt > clock() - ALIVE_FOR })),
  };
}
