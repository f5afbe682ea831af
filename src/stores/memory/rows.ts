import { deliveryId } from "../../ids.ts";
import type { DeliveryState, StoredEvent } from "../../types.ts";
import { eventState } from "../event-state.ts";
import type { Attempt, EventSummary, Pausable, Pause } from "../store.ts";
import type { Lane, Ordered } from "./lanes.ts";

export interface Delivery extends Ordered {
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

export interface Row extends StoredEvent {
  /** The order of commits. */
  readonly seq: number;
  repeats: number;
  firstRepeatAt: number | null;
  lastRepeatAt: number | null;
  readonly deliveries: Delivery[];
}

/** What the queue writes and the archive reads. */
export interface Rows {
  readonly events: Map<string, Row>;
  readonly keys: Map<string, { readonly id: string; readonly seenAt: number }>;
  /** By `pauseName`. */
  readonly paused: Map<string, Pause>;
  /** Of the newest event. */
  seq: number;
}

export const createRows = (): Rows => ({ events: new Map(), keys: new Map(), paused: new Map(), seq: 0 });

export const pauseName = (kind: Pausable["kind"], name: string): string => `${kind}\n${name}`;

export const idOf = ({ event, n }: Delivery): string => deliveryId(event.id, n);

/** A replay stands for it. */
export const isReplaced = ({ event, destination, n }: Delivery): boolean =>
  event.deliveries.some((later) => later.destination === destination && later.n > n);

/** Dead, and its lane waits for a person. */
export const holdsDead = (delivery: Delivery): boolean =>
  delivery.state === "dead" && delivery.lane?.holder === delivery;

export const summary = (row: Row): EventSummary => ({
  id: row.id,
  source: row.source,
  key: row.key,
  type: row.type,
  receivedAt: row.receivedAt,
  size: row.size,
  state: eventState(row.deliveries),
});
