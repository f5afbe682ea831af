import { deliveryId, parseDeliveryId } from "../../ids.ts";
import type { Clock } from "../../types.ts";
import { IN_LANE, NEVER } from "../due.ts";
import {
  type Accepted,
  ALONE_FROM,
  type Backlog,
  type BacklogQuestion,
  type ClaimFrom,
  type ClaimRequest,
  type Lease,
  type LeaseRef,
  MAX_CRASHES,
  type NewEvent,
  type NewLane,
  type Retention,
  type Settlement,
} from "../store.ts";
import { createLanes } from "./lanes.ts";
import { createLimits } from "./limits.ts";
import { type Delivery, holdsDead, idOf, pauseName, type Row, type Rows } from "./rows.ts";

/** All that makes a delivery and moves it: accept, claim, settle, replay. */
export function createQueue(rows: Rows, clock: Clock) {
  const { events, keys, paused } = rows;
  /** Open deliveries by destination, in the order in which they were accepted. */
  const open = new Map<string, Set<Delivery>>();
  const lanes = createLanes<Delivery>();
  const limits = createLimits();

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
    rows.seq += 1;
    const row: Row = {
      ...kept,
      seq: rows.seq,
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
    // A dead one waits since now again; one that is never due by itself still is not.
    if (delivery.state === "dead" && delivery.dueAt !== NEVER) delivery.dueAt = now;
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

  function renew(ref: LeaseRef, ms: number): boolean {
    const delivery = find(ref);
    if (delivery) delivery.leaseUntil = clock() + ms;
    return delivery !== undefined;
  }

  function keep(ref: LeaseRef, step: string, result: string): boolean {
    const steps = find(ref)?.steps;
    if (steps && !steps.has(step)) steps.set(step, result);
    return steps !== undefined;
  }

  function backlog({ count = 0, age = false, size = false }: BacklogQuestion): Backlog {
    const all = [...open.values()].flatMap((queue) => [...queue]);
    const due = !age ? [] : all.filter((d) => d.state === "pending" && d.dueAt <= clock()).map((d) => d.dueAt);
    return {
      count: Math.min(count, all.length),
      age: due.length === 0 ? 0 : clock() - Math.min(...due),
      size: size ? [...events.values()].reduce((sum, row) => sum + row.size, 0) : 0,
      disk: null,
    };
  }

  /** Never what is open, nor the key of an event that is kept. */
  function prune({ events: keptEvents, keys: keptKeys }: Retention): { events: number; keys: number } {
    const now = clock();
    const before = { events: events.size, keys: keys.size };
    const isOpen = (d: Delivery) => d.state === "pending" || d.state === "running" || holdsDead(d);
    lanes.prune(now - keptKeys);
    for (const row of events.values())
      if (row.receivedAt < now - keptEvents && !row.deliveries.some(isOpen)) events.delete(row.id);
    for (const [name, { id, seenAt }] of keys) if (seenAt < now - keptKeys && !events.has(id)) keys.delete(name);
    return { events: before.events - events.size, keys: before.keys - keys.size };
  }

  return {
    accept: acceptOne,
    claim,
    renew,
    settle: settleOne,
    recall: (ref: LeaseRef, step: string) => ({ held: find(ref) !== undefined, result: find(ref)?.steps.get(step) }),
    keep,
    replay,
    skip,
    backlog,
    prune,
  };
}
