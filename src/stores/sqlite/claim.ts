import { deliveryId, parseDeliveryId } from "../../ids.ts";
import type { DeliveryState } from "../../types.ts";
import { IN_LANE, NEVER } from "../due.ts";
import { ALONE_FROM, type ClaimFrom, type ClaimRequest, type LeaseRef, MAX_CRASHES } from "../store.ts";
import type { Counters } from "./counters.ts";
import type { Database } from "./driver.ts";
import type { Lanes } from "./lanes.ts";
import type { Limits } from "./limits.ts";
import { NOTHING, type Pauses } from "./pauses.ts";
import { createReplaced } from "./replaced.ts";
import type { LeasedRow } from "./wire.ts";

/** Bytes of bodies that one claim may bring along: keeps a thousand large events from being in memory at once. */
const BODY_BUDGET = 32 * 1024 * 1024;

const COLUMNS = `d.seq, d.n, d.state, d.token, d.failures, d.crashes, d.started_at,
  e.id, e.source, e.key, e.type, e.received_at, e.size, p.headers, p.body, d.lane, d.version`;
const JOINED = `hookinbox_deliveries d JOIN hookinbox_events e ON e.seq = d.seq JOIN hookinbox_payloads p ON p.seq = d.seq`;

type Row = [
  number,
  number,
  DeliveryState,
  number,
  number,
  number,
  number | null,
  string,
  string,
  string | null,
  string,
  number,
  number,
  Uint8Array,
  Uint8Array,
  string | null,
  number | null,
];

/** Where a leased delivery stands, so that its settlement need not look for it. */
export interface Place {
  readonly seq: number;
  readonly n: number;
  /** The key of its lane. */
  readonly lane: string | null;
}

/** `isHeld`: a worker of this process has the lease, although it has expired in the file. */
export function createClaim(
  db: Database,
  { lanes, limits, pauses, counters }: { lanes: Lanes; limits: Limits; pauses: Pauses; counters: Counters },
  isHeld: (ref: LeaseRef) => boolean,
) {
  const due = db.prepare(
    `SELECT ${COLUMNS} FROM ${JOINED}
     WHERE d.destination = ? AND d.state IN ('pending', 'running') AND d.due_at <= ? AND d.lease_until <= ?
     ORDER BY d.due_at, d.seq LIMIT ?`,
  );
  const ofEvent = db.prepare(
    `SELECT ${COLUMNS} FROM ${JOINED}
     WHERE e.id = ? AND d.destination = ? AND d.state <> 'done' AND d.lease_until <= ? AND d.due_at <> ${IN_LANE}
       AND NOT EXISTS (SELECT 1 FROM hookinbox_deliveries l WHERE l.seq = d.seq AND l.destination = d.destination AND l.n > d.n)`,
  );
  const take = db.prepare(
    `UPDATE hookinbox_deliveries SET state = 'running', token = ?, lease_until = ?, worker = ?, started_at = ?, crashes = ?
     WHERE seq = ? AND n = ?`,
  );
  /** A dead one waits since now again; one that is never due by itself still is not. */
  const revive = db.prepare(
    `UPDATE hookinbox_deliveries SET due_at = ? WHERE seq = ? AND n = ? AND due_at <> ${NEVER}`,
  );
  const noteCrash = db.prepare(
    `INSERT INTO hookinbox_attempts (seq, n, token, started_at, ended_at, outcome, error) VALUES (?, ?, ?, ?, ?, 'crashed', NULL)`,
  );
  const bury = db.prepare(
    "UPDATE hookinbox_deliveries SET state = ?, crashes = ?, lease_until = 0, ended_at = ? WHERE seq = ? AND n = ?",
  );
  const isReplaced = createReplaced(db);
  const park = db.prepare(
    "UPDATE hookinbox_deliveries SET state = 'pending', lease_until = 0, due_at = ?, crashes = ? WHERE seq = ? AND n = ?",
  );
  for (const statement of [due, ofEvent]) statement.setReturnArrays(true);

  /** Rows that may be leased, oldest due first. Read whole before anything is written, as they come from the table that is. */
  function candidates(
    request: ClaimRequest,
    from: ClaimFrom,
    limit: number,
    now: number,
    room: { bytes: number },
  ): Row[] {
    const rows =
      request.event === undefined
        ? due.iterate(from.name, now, now, limit)
        : ofEvent.iterate(request.event, from.name, now);
    const taken: Row[] = [];
    for (const row of rows as Iterable<unknown> as Iterable<Row>) {
      taken.push(row);
      room.bytes -= row[14].length;
      if (room.bytes <= 0) break;
    }
    return taken;
  }

  function lease(row: Row, from: ClaimFrom, crashes: number, request: ClaimRequest, now: number): LeasedRow {
    const [seq, n, state, token, failures, , , id, source, key, type, receivedAt, size, headers, body, lane, version] =
      row;
    if (state === "dead") revive.run(now, seq, n);
    take.run(token + 1, now + request.lease, request.worker, now, crashes, seq, n);
    return {
      delivery: deliveryId(id, n),
      token: token + 1,
      destination: from.name,
      attempt: failures + 1,
      crashes,
      ...(lane !== null && { inLane: true }),
      ...(isStale(from.name, lane, version) && { stale: true }),
      event: { id, source, key, type, receivedAt, size },
      headers,
      body,
    };
  }

  const isStale = (destination: string, key: string | null, version: number | null): boolean =>
    key !== null && version !== null && version < (lanes.version({ destination, key }) ?? version);

  /** What is to happen to a row that is due, with its crashes counted and `others` leased before it in this claim. */
  function fateOf([, n, state, token, , , , id]: Row, crashes: number, others: number, isPaused: boolean) {
    if (state === "running" && isHeld({ delivery: deliveryId(id, n), token })) return "leave";
    if (state === "running" && crashes >= MAX_CRASHES) return "bury";
    // What has lost its lease as well: left where it is, it would be met again by each claim, before all others.
    if (isPaused) return "park";
    return crashes >= ALONE_FROM && others > 0 ? "leave" : "lease";
  }

  return (
    request: ClaimRequest,
    now: number,
    leased: (lease: LeaseRef, place: Place, from: ClaimFrom) => void,
  ): { leases: LeasedRow[]; parked: number } => {
    const paused = request.event === undefined ? pauses.current() : NOTHING;
    let parked = 0;
    const leases: LeasedRow[] = [];
    const room = { bytes: BODY_BUDGET };

    function giveUp(place: Place, { name, skipDead }: ClaimFrom, crashes: number): void {
      const replaced = isReplaced(place, name);
      bury.run(replaced ? "replaced" : "dead", crashes, now, place.seq, place.n);
      counters.destination(name).open -= 1;
      if (place.lane !== null && (skipDead || replaced)) lanes.next({ destination: name, key: place.lane }, place, now);
    }

    /** `false`: nothing may be claimed beside it. */
    function consider(row: Row, from: ClaimFrom): boolean {
      const [seq, n, state, token, , before, startedAt, , source] = row;
      const place = { seq, n, lane: row[15] };
      const parkAt = paused.sources.get(source);
      const crashes = before + (state === "running" ? 1 : 0);
      const fate = fateOf(row, crashes, leases.length, parkAt !== undefined);
      if (fate === "leave") return true;
      if (state === "running") noteCrash.run(seq, n, token, startedAt ?? now, now);
      if (fate === "bury") {
        giveUp(place, from, crashes);
        return true;
      }
      if (fate === "park") {
        park.run(parkAt!, crashes, seq, n);
        parked += 1;
        return true;
      }
      if (state === "dead") counters.destination(from.name).open += 1;
      const taken = lease(row, from, crashes, request, now);
      limits.take(from, place, taken.token, now);
      leased(taken, place, from);
      leases.push(taken);
      return crashes < ALONE_FROM;
    }

    for (const from of request.destinations) {
      if (paused.destinations.has(from.name)) continue;
      const limit = Math.min(from.limit, request.limit - leases.length, limits.room(from, now));
      if (limit <= 0 || room.bytes <= 0) continue;
      for (const row of candidates(request, from, limit, now, room))
        if (!consider(row, from)) return { leases, parked };
    }
    return { leases, parked };
  };
}

/** Finds a delivery by its id, for a settlement of a lease that this process did not give. */
export function createFind(db: Database) {
  const byId = db.prepare(
    `SELECT d.seq, d.n, d.destination, d.lane FROM hookinbox_events e JOIN hookinbox_deliveries d ON d.seq = e.seq
     WHERE e.id = ? AND d.n = ?`,
  );
  return (delivery: string): (Place & { readonly destination: string }) | undefined => {
    const parsed = parseDeliveryId(delivery);
    const row = parsed && byId.get(parsed.event, parsed.n);
    if (!row) return undefined;
    const { seq, n, destination, lane } = row;
    return { seq: Number(seq), n: Number(n), destination: String(destination), lane: lane as string | null };
  };
}
