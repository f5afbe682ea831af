import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { isHookinboxError } from "../../errors.ts";
import type { NewNote } from "../history.ts";
import type {
  ClaimRequest,
  Instance,
  LeaseRef,
  NewLane,
  NewQuarantined,
  Pausable,
  Retention,
  Settlement,
} from "../store.ts";
import { createAccept } from "./accept.ts";
import { startCheckpoints } from "./checkpoints.ts";
import { createClaim, createFind } from "./claim.ts";
import { createCounters } from "./counters.ts";
import { checkDurable, checkWritable, openWriter } from "./driver.ts";
import { isFatal, isPassing, toStoreError } from "./failure.ts";
import { createInstances } from "./instances.ts";
import { createKeyGate } from "./key-gate.ts";
import { createLanes } from "./lanes.ts";
import { createLeases } from "./leases.ts";
import { createLimits } from "./limits.ts";
import { createNote } from "./notes.ts";
import { createPauses } from "./pauses.ts";
import { createPrune, type PruneCursor } from "./prune.ts";
import { createQuarantine } from "./quarantine.ts";
import { createRepeats } from "./repeats.ts";
import { createReplay, createSkip } from "./replay.ts";
import { migrate } from "./schema.ts";
import { createSettle } from "./settle.ts";
import { createSteps } from "./steps.ts";
import { createStretches } from "./stretches.ts";
import { type Answer, type Call, OWN, toFailure } from "./thread.ts";
import { type EventBatch, packLeases } from "./wire.ts";

/**
 * The one thread that writes. All calls that wait run in one transaction, and are answered after its commit has been
 * flushed: under load the calls that came in during one flush share the next.
 */

/** Calls in one transaction: bounds how long the first one waits for the last. */
const MOST_CALLS = 256;
/** While the disk is full, or another process holds the file, a small write is tried this often, in ms. */
const PROBE = 1000;
const REPEATS = 500;
/** How often leases are looked at; each is renewed when a third of it has passed. */
const HEARTBEAT = 200;

const { path } = workerData as { path: string };
const port = parentPort!;

function open() {
  const db = openWriter(path);
  migrate(db);
  try {
    checkWritable(db);
  } catch (error) {
    // A full disk passes: this store starts, and says what is the matter with it.
    if (!isPassing(toFailure(toStoreError(error, path)).code)) throw error;
  }
  checkDurable(db);
  return db;
}

const db = (() => {
  try {
    return open();
  } catch (error) {
    port.postMessage({ opened: toFailure(toStoreError(error, path)) });
    process.exit(0);
  }
})();

const counters = createCounters(db);
const gate = createKeyGate(db);
const repeats = createRepeats(db);
const leases = createLeases(db);
const lanes = createLanes(db);
const limits = createLimits(db);
const pauses = createPauses(db);
const stretches = createStretches(db);
const accept = createAccept(db, gate, { counters, repeats, lanes, stretches });
const claim = createClaim(db, { lanes, limits, pauses, counters }, (ref) => leases.holds(ref, Date.now()));
const find = createFind(db);
const settle = createSettle(db, counters, lanes, limits);
const steps = createSteps(db);
const instances = createInstances(db);
const quarantine = createQuarantine(db, counters);
const replay = createReplay(db, lanes, stretches, counters);
const skip = createSkip(db, lanes);
const note = createNote(db);
const prune = createPrune(db, gate, counters, stretches);
const checkpoints = startCheckpoints(db, path, (error) => {
  const [answer] = refuse([OWN], toStoreError(error, path));
  port.postMessage([answer]);
});

/** What is to happen in memory once the transaction has been committed. */
let afterCommit: (() => void)[] = [];

const place = (ref: LeaseRef) => leases.find(ref) ?? find(ref.delivery);

const operations = {
  accept: (batch: EventBatch) => accept(batch),
  claim: ({ request, now }: { request: ClaimRequest; now: number }) => {
    const heldFrom = Date.now();
    const until = heldFrom + request.lease;
    const { leases: leased, parked } = claim(
      request,
      now,
      ({ delivery, token }, at, { name: destination, holdFor }) => {
        const holdUntil = holdFor === undefined ? 0 : heldFrom + holdFor;
        const held = { ...at, token, destination, holdUntil, lease: request.lease, until };
        afterCommit.push(() => leases.add(delivery, held));
      },
    );
    return { ...packLeases(leased), parked };
  },
  renew: ({ refs, until }: { refs: LeaseRef[]; until: number }) =>
    refs.map((ref) => {
      const at = place(ref);
      return at !== undefined && leases.renew(ref, at, until);
    }),
  settle: ({ batch, now }: { batch: Settlement[]; now: number }) =>
    batch.map((settlement) => {
      const at = place(settlement);
      afterCommit.push(() => leases.drop(settlement));
      return at !== undefined && settle(settlement, at, at.destination, now);
    }),
  /** Settled on another connection of this process. */
  committed: (ref: LeaseRef) => void afterCommit.push(() => leases.drop(ref)),
  recall: ({ ref, step }: { ref: LeaseRef; step: string }) => {
    const at = place(ref);
    return at ? steps.recall(at, ref.token, step) : { held: false };
  },
  keep: ({ ref, step, result }: { ref: LeaseRef; step: string; result: string }) => {
    const at = place(ref);
    return at !== undefined && steps.keep(at, ref.token, step, result);
  },
  quarantine: (batch: NewQuarantined[]) => quarantine.add(batch),
  release: ({ batch, quarantined }: { batch: EventBatch; quarantined: string }) =>
    quarantine.remove(quarantined) ? accept(batch) : [],
  replay: ({ id, destinations, lanes, now }: { id: string; destinations: string[]; lanes: NewLane[]; now: number }) =>
    replay(id, destinations, lanes, now),
  skip: ({ id, now }: { id: string; now: number }) => skip(id, now),
  pause: ({ what, now }: { what: Pausable; now: number }) => pauses.pause(what, now),
  resume: (what: Pausable) => pauses.resume(what),
  unpark: ({ now }: { now: number }) => pauses.unpark(now),
  prune: ({ retention, cursor, now }: { retention: Retention; cursor: PruneCursor; now: number }) =>
    prune(retention, cursor, now),
  present: ({ instance, now }: { instance: Instance; now: number }) => instances.present(instance, now),
  leave: (id: string) => instances.leave(id),
  /** Nothing but a write: does the disk take one? */
  probe: () => checkWritable(db),
  repeats: () => repeats.write(Date.now()),
  note: (batch: NewNote[]) => note(batch),
  heartbeat: () => {
    const now = Date.now();
    for (const lease of leases.beating(now)) afterCommit.push(leases.beat(lease, now));
    leases.forgetEnded(now);
  },
} as const;

export type Operation = keyof typeof operations;

function run(call: Call): unknown {
  return (operations[call.op as Operation] as (input: unknown) => unknown)(call.input);
}

/** Runs calls in one transaction. Throws when it could not be committed: then nothing of it is written. */
function transact(calls: readonly Call[]): Answer[] {
  try {
    db.exec("BEGIN IMMEDIATE");
    gate.catchUp();
    const answers = calls.map((call): Answer => ({ id: call.id, value: run(call) }));
    gate.merge();
    counters.write();
    db.exec("COMMIT");
    gate.committed();
    repeats.committed();
    for (const effect of afterCommit) effect();
    return answers;
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    gate.rolledBack();
    repeats.rolledBack();
    stretches.rolledBack();
    throw error;
  } finally {
    counters.drop();
    afterCommit = [];
  }
}

/**
 * Why the store cannot be written just now, and may be soon. Only the probe ends it: a claim that finds nothing due goes
 * well on a full disk, and must not make it look well. What comes meanwhile is refused at once: behind a lock, each batch
 * would wait `BUSY_TIMEOUT` again, and its sender would have gone.
 */
let troubled: Error | undefined;
/** Why nothing is written any more: a flush that has failed is never tried again, not even by calls that wait already. */
let broken: Error | undefined;

function refuse(calls: readonly Call[], error: Error): Answer[] {
  const failure = toFailure(error);
  const fatal = isFatal(failure.code);
  if (fatal) broken ??= error;
  if (isPassing(failure.code)) troubled = error;
  return calls.map((call) => ({ id: call.id, failure: { ...failure, fatal } }));
}

/** One bad call must not take the others with it: after a fault that is not the store's, each runs alone. */
function settleCalls(calls: readonly Call[]): Answer[] {
  const hindered = broken ?? (calls[0]?.op === "probe" ? undefined : troubled);
  if (hindered) return refuse(calls, hindered);
  try {
    return transact(calls);
  } catch (error) {
    const cause = toStoreError(error, path);
    if (!isHookinboxError(cause) && calls.length > 1) return calls.flatMap((call) => settleCalls([call]));
    return refuse(calls, cause);
  }
}

function waiting(first: Call): Call[] {
  const calls = [first];
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
    calls.push(next.message as Call);
    if (calls.length === MOST_CALLS) break;
  }
  return calls;
}

function turn(first: Call): void {
  const calls = waiting(first);
  const closing = calls.findIndex((call) => call.op === "close");
  const answers = settleCalls(closing === -1 ? calls : calls.slice(0, closing));
  if (answers.length > 0) port.postMessage(answers);
  if (closing !== -1) close(calls[closing]!);
  else if (!broken) checkpoints.afterCommit();
}

/** A write of the store's own, beside the calls. */
function own(op: Operation): void {
  if (broken) return;
  const [answer] = settleCalls([{ ...OWN, op }]);
  const failed = answer !== undefined && "failure" in answer;
  if (op === "probe" && !failed) troubled = undefined;
  if (op === "probe" || failed) port.postMessage([answer]);
}

const timers = [
  setInterval(() => troubled && own("probe"), PROBE),
  setInterval(() => repeats.waiting() && own("repeats"), REPEATS),
  setInterval(() => leases.beating(Date.now()).length > 0 && own("heartbeat"), HEARTBEAT),
];

function close(call: Call): void {
  for (const timer of timers) clearInterval(timer);
  if (repeats.waiting()) settleCalls([{ id: 0, op: "repeats", input: undefined }]);
  checkpoints.stop();
  db.close();
  port.postMessage([{ id: call.id, value: undefined } satisfies Answer]);
  port.close();
}

// The newest keys, before anybody waits for them.
gate.catchUp();
port.on("message", turn);
port.postMessage({ opened: null });
