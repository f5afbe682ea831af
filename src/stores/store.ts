import { isHookinboxError } from "../errors.ts";
import type { Clock, DeliveryState, EventHead, EventState, HeaderBag, Instant, StoredEvent } from "../types.ts";
import type { HistoryStore } from "./history.ts";
import type { Rate } from "./limits.ts";

/**
 * Where events live. Three small roles: the receiver sees `InboxStore`, the worker `QueueStore`, the admin `ArchiveStore`.
 * `store.suite.ts` judges every implementation.
 */
export interface Store extends InboxStore, QueueStore, ArchiveStore {
  /** What the store is, for people: `sqlite:./hookinbox.db`. Holds no password. */
  readonly name: string;
  /** Opens, migrates, checks. Rejects with a coded error that says what to mend. */
  open(): Promise<void>;
  /** Waits for what is under way, then lets go of files and threads. */
  close(): Promise<void>;
  /** Why no event can be stored at present; `undefined` when all is well. */
  trouble(): StoreTrouble | undefined;
  /** Called once, with the cause, when the store must not be used any more (an I/O error other than a full disk). */
  onFatal(listener: (cause: Error) => void): void;
  /**
   * Calls the listener when another process may have stored something that is due. A hint that saves a poll: some may get
   * lost. Absent where only one process works on a store.
   */
  onWork?(listener: () => void): void;
}

export interface StoreTrouble {
  readonly code: "STORE_FULL" | "STORE_UNAVAILABLE" | "BACKLOG_FULL";
  readonly message: string;
}

const PASSING: ReadonlySet<string> = new Set(["STORE_FULL", "STORE_LOCKED", "STORE_UNAVAILABLE"]);

/** Whether a call that failed with this error may go well later on. */
export const passes = (error: unknown): boolean => isHookinboxError(error) && PASSING.has(error.code);

/** A store opened for looking only: nothing is written, nothing brought up to date, no thread started. */
export interface Look extends LookStore {
  /** As of the store. */
  readonly name: string;
  close(): Promise<void>;
}

// ── receiver ────────────────────────────────────────────────────────────────

export interface InboxStore {
  /**
   * Stores a batch in one transaction: keys, events, deliveries. Resolves only after the commit is flushed to disk.
   *
   * Race guarantee: of any number of concurrent events with one (source, key), in any number of processes, exactly one
   * is stored; the others get its id and `duplicate: true`, and write nothing. Answers stand in the batch's order.
   * Rejects as a whole: then nothing of the batch is stored.
   */
  accept(batch: readonly NewEvent[]): Promise<Accepted[]>;
  /** Keeps requests that failed verification. Bounded: the oldest of the source make room. */
  quarantine(batch: readonly NewQuarantined[]): Promise<void>;
  /**
   * Accepts an event and takes its request out of quarantine, in one transaction.
   *
   * Race guarantee: of any number of calls for one request exactly one is answered; the others get `undefined`.
   */
  release(event: NewEvent, quarantined: string): Promise<Accepted | undefined>;
}

/** Names of sources and destinations hold no newline; a key and a type hold no NUL and no lone surrogate. */
export interface NewEvent {
  readonly id: string;
  readonly source: string;
  readonly key: string | null;
  readonly type: string;
  readonly headers: HeaderBag;
  readonly body: Uint8Array;
  readonly receivedAt: Instant;
  /** Names of the destinations that are owed this event; one delivery each. */
  readonly destinations: readonly string[];
  /** Of those destinations that keep an order: the lane in which this event's delivery stands. Left out: none does. */
  readonly lanes?: readonly NewLane[];
  /** Deliveries of a sync source wait for `claim({ event })` and are never due by themselves. */
  readonly sync?: boolean;
}

/**
 * A lane: the deliveries of one destination that share a key. They run one after another, in the order in which their
 * events were committed; other lanes run beside it.
 */
export interface NewLane {
  readonly destination: string;
  /** Holds no NUL and no lone surrogate, at most 512 characters. */
  readonly key: string;
  /** How new the event is, by its own word; `null`: it does not say, or nobody asks. */
  readonly version: number | null;
}

export interface Accepted {
  /** Of the stored event: for a duplicate, the first one's. */
  readonly id: string;
  readonly duplicate: boolean;
}

export interface NewQuarantined {
  readonly id: string;
  readonly source: string;
  /** Why it was refused: a code of the verifier, or `malformed`. */
  readonly reason: string;
  readonly detail: string;
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderBag;
  readonly body: Uint8Array;
  readonly receivedAt: Instant;
}

// ── worker ──────────────────────────────────────────────────────────────────

export interface QueueStore {
  /**
   * Leases deliveries that are due: pending ones whose time has come, and running ones whose lease has expired
   * (their worker crashed; `crashes` is one more). Oldest due first within a destination.
   *
   * Race guarantee: a delivery is leased to one caller at a time; the next lease of it has a greater token.
   * A delivery that has crashed `MAX_CRASHES` times is made dead instead of being leased.
   * One that has crashed twice or more is returned alone, as the only lease of its claim.
   * Of a lane at most one delivery is leased at a time, over all callers: the next one becomes due in the transaction that
   * settles the one before, as done, stale, or dead where `skipDead` says so. A dead one holds its lane otherwise.
   */
  claim(request: ClaimRequest): Promise<Lease[]>;
  /** Extends leases to `lease` ms from now; `false` where the lease is lost. */
  renew(leases: readonly LeaseRef[], lease: number): Promise<boolean[]>;
  /**
   * Records how attempts ended. `true` where it was written; `false`, and nothing is written, where the lease is lost
   * (another token holds the delivery, or it is settled already). So a completion is recorded once.
   */
  settle(batch: readonly Settlement[]): Promise<boolean[]>;
  /**
   * Runs `work` in a transaction, and in the same one settles the delivery as done. Resolves to what `work` gave, only
   * after the commit is flushed to disk; what it throws is thrown, and nothing is written.
   *
   * Race guarantee: that of `settle`. Where the lease is lost it rejects with `LEASE_LOST` and nothing of `work` is kept,
   * even when the lease was lost while `work` ran.
   * A store without a database that users write to rejects with `COMMIT_UNSUPPORTED`.
   */
  commit<T>(of: Commit, work: (tx: unknown) => T): Promise<Awaited<T>>;
  /** What a step of a delivery left, and whether the lease is still held. */
  recall(ref: LeaseRef, step: string): Promise<{ readonly held: boolean; readonly result?: string }>;
  /**
   * Keeps a step's result for as long as its event. `false`, and nothing is kept, where the lease is lost. The first
   * result of a step stays.
   */
  keep(ref: LeaseRef, step: string, result: string): Promise<boolean>;
}

/** The attempt that a commit ends. Its end is read when it is settled: `work` may take a while. */
export interface Commit extends LeaseRef {
  readonly startedAt: Instant;
  readonly clock: Clock;
}

/** Lost leases after which a delivery is dead: what kills the process five times will kill it again. */
export const MAX_CRASHES = 5;
/** Lost leases from which on a delivery runs alone, so that the one that kills is found. */
export const ALONE_FROM = 2;

export interface ClaimRequest {
  /** Name of the worker, for people. */
  readonly worker: string;
  /** How long the lease holds, in ms. */
  readonly lease: number;
  /** At most this many in all. */
  readonly limit: number;
  readonly destinations: readonly ClaimFrom[];
  /** Only the deliveries of this event, due or not, `dead` ones as well: what a sync source runs. */
  readonly event?: string;
}

export interface ClaimFrom {
  readonly name: string;
  /** At most this many of this destination. */
  readonly limit: number;
  /**
   * The store renews the lease by itself, off the caller's thread, until it is settled or this many ms have passed:
   * a handler that blocks the loop does not lose its lease. Left out: nobody renews.
   */
  readonly holdFor?: number;
  /** One that crashes until it is dead does not hold its lane. */
  readonly skipDead?: boolean;
  /** At most so many are leased in a time, and `total` at once, over all callers on the store. */
  readonly rate?: Rate;
  readonly total?: number;
}

export interface LeaseRef {
  /** Id of the delivery, `dlv_…`. */
  readonly delivery: string;
  /** Fencing token: grows with each lease of the delivery. */
  readonly token: number;
  /**
   * It holds a lane: the next one is due once it is settled. The claim says so; a settlement that says it again saves the
   * store a look, and one that does not ends the same.
   */
  readonly inLane?: boolean;
}

export interface Lease extends LeaseRef {
  readonly destination: string;
  /** 1 for the first try. */
  readonly attempt: number;
  /** How many leases of it were lost before. */
  readonly crashes: number;
  /** A delivery of its lane with a greater version has been done before. */
  readonly stale?: boolean;
  readonly event: StoredEvent;
}

export type Settlement = LeaseRef & { readonly startedAt: Instant; readonly endedAt: Instant } & (
    | { readonly outcome: "done" }
    /** Failed; due again at `retryAt`. */
    | { readonly outcome: "retry"; readonly error: string; readonly retryAt: Instant }
    /** `skip`: its lane goes on without it. */
    | { readonly outcome: "dead"; readonly error: string; readonly skip?: boolean }
    /** Not tried: a newer one of its lane has been done. Its delivery is done with. */
    | { readonly outcome: "stale" }
    /** Given back untried (a graceful stop): due at once, costs no attempt and leaves none. */
    | { readonly outcome: "released" }
  );

// ── admin ───────────────────────────────────────────────────────────────────

/** What an admin may look at. */
export interface LookStore {
  /**
   * Newest first. `limit` is clamped to 1–1000. A page may have fewer, or none, and still a `next`: a filter that few
   * events pass is looked for in slices, so that no question takes long.
   */
  list(query: EventQuery): Promise<Page<EventSummary>>;
  get(id: string): Promise<EventDetail | undefined>;
  /** The body as received; `undefined` for an unknown event, or one whose bytes have been pruned. */
  body(id: string): Promise<Uint8Array | undefined>;
  quarantined(query: QuarantineQuery): Promise<Page<Quarantined>>;
  quarantinedOne(id: string): Promise<QuarantinedDetail | undefined>;
  stats(): Promise<Stats>;
  /** Processes that were there within the last day, those seen last first. */
  instances(): Promise<SeenInstance[]>;
}

export interface ArchiveStore extends LookStore, HistoryStore {
  /**
   * New deliveries of a stored event, due at once; returns their ids. `undefined`: no such event, or its bytes are pruned.
   * In a lane (that of the deliveries before it, else of `lanes`) it goes before what waits, in the place of a dead one
   * that holds it; and it runs, whatever newer has been done.
   */
  replay(id: string, destinations: readonly string[], lanes?: readonly NewLane[]): Promise<string[] | undefined>;
  /**
   * Lets the lanes that dead deliveries of an event hold go on without them. Resolves to the ids of those deliveries.
   * (A replay of one is the other way: it runs in its place, before all that waits.)
   */
  skip(id: string): Promise<string[]>;
  /**
   * Stops a destination, or what comes from a source, from being leased; it is received and stored all the while. Holds for
   * all processes and over restarts. What runs already is left to end. `false`: it is paused already.
   */
  pause(what: Pausable): Promise<boolean>;
  /** Ends a pause: what waited is due, and all of it is when this resolves. `false`: there was no pause. */
  resume(what: Pausable): Promise<boolean>;
  /** Deletes what is older than the retention says, in slices; never an event with an open delivery, or a dead one that holds a lane. */
  prune(retention: Retention, tell?: PruneTold): Promise<Pruned>;
  /** How much is owed. Cheap enough to be asked each second: of what is not asked for, nothing is read. */
  backlog(ask: BacklogQuestion): Promise<Backlog>;
  /** Notes that a process is there. Called again every few seconds; one that is not heard of for a day is forgotten. */
  present(instance: Instance): Promise<void>;
  /** Takes a process off the list: it stops. */
  leave(id: string): Promise<void>;
}

export interface BacklogQuestion {
  /** Counts no further than this. Left out: does not count. */
  readonly count?: number;
  readonly age?: boolean;
  readonly size?: boolean;
}

export interface Backlog {
  /** Deliveries that wait or run; 0 when not asked for. */
  readonly count: number;
  /** ms since the oldest pending one became due; 0 when there is none, or when not asked for. */
  readonly age: number;
  /** Bytes that the store takes up, less what it has free within; 0 when not asked for. */
  readonly size: number;
  /** Bytes of the disk that the store is on; `null` where it is on no disk of this machine's. */
  readonly disk: { readonly free: number; readonly size: number } | null;
}

export interface Pausable {
  readonly kind: "source" | "destination";
  readonly name: string;
}

/** A pause, and since when. */
export interface Pause extends Pausable {
  readonly at: Instant;
}

/** A process on the store, as it tells of itself. */
export interface Instance {
  /** Of this run of it. */
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly startedAt: Instant;
  readonly receives: boolean;
  /** Destinations that it works for; `null`: it does not work. */
  readonly destinations: readonly string[] | null;
  /** Deliveries that it holds, by destination. */
  readonly holds: Readonly<Record<string, number>>;
}

export interface SeenInstance extends Instance {
  readonly seenAt: Instant;
  /** Whether it was seen within `ALIVE_FOR`, by the store's clock. */
  readonly alive: boolean;
}

/** How often a process is noted, in ms; and after how long without a note it is taken for gone: three that were missed. */
export const PRESENT_EVERY = 10_000;
export const ALIVE_FOR = 35_000;
/** How long one that is gone is told of, in ms. */
export const REMEMBERED_FOR = 86_400_000;

export interface EventQuery {
  readonly source?: string;
  /** `issues.*`: all that begin so. */
  readonly type?: string;
  readonly state?: EventState;
  /** Events that are, or were, owed to this one. */
  readonly destination?: string;
  /** Received at this time or later. */
  readonly after?: Instant;
  /** Received before this time. */
  readonly until?: Instant;
  /** These and no others: at most 1000. */
  readonly ids?: readonly string[];
  /**
   * A part of id, key or type, whatever its case. A store that keeps words finds whole ones instead, in headers and body as
   * well (`words.ts`), a moment after their commit.
   */
  readonly q?: string;
  /** `next` of the page before. */
  readonly before?: string;
  readonly limit?: number;
}

export interface Page<T> {
  readonly items: T[];
  /** Goes into `before` of the next query; `null` at the end. */
  readonly next: string | null;
}

export interface EventSummary extends EventHead {
  readonly state: EventState;
}

export interface EventDetail extends EventSummary {
  /** Empty once pruned. */
  readonly headers: HeaderBag;
  /** Repeats of it that were answered `duplicate`. */
  readonly repeats: number;
  /** When the first and the last of them came, as far as it is known. */
  readonly firstRepeatAt: Instant | null;
  readonly lastRepeatAt: Instant | null;
  readonly deliveries: DeliveryDetail[];
}

export interface DeliveryDetail {
  readonly id: string;
  readonly destination: string;
  readonly state: DeliveryState;
  /** When it is due, while pending. */
  readonly dueAt: Instant | null;
  readonly crashes: number;
  /** The key of its lane; `null` where the destination keeps no order. Of what has left its lane a store may have forgotten it. */
  readonly lane: string | null;
  /** The delivery that holds its lane, while it waits for that one: a dead one waits for a person. */
  readonly waitsFor: string | null;
  /** It is the one that its lane waits for: when dead, until a person replays or skips it. */
  readonly holdsLane: boolean;
  readonly attempts: Attempt[];
}

export interface Attempt {
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly outcome: "done" | "stale" | "failed" | "dead" | "crashed";
  readonly error: string | null;
}

export interface QuarantineQuery {
  readonly source?: string;
  readonly before?: string;
  readonly limit?: number;
}

export interface Quarantined {
  readonly id: string;
  readonly source: string;
  readonly reason: string;
  readonly detail: string;
  readonly method: string;
  readonly url: string;
  readonly receivedAt: Instant;
  readonly size: number;
}

export interface QuarantinedDetail extends Quarantined {
  readonly headers: HeaderBag;
  readonly body: Uint8Array;
}

/** How long things are kept, in ms. */
export interface Retention {
  readonly events: number;
  readonly keys: number;
  readonly quarantine: number;
}

/** Is told after each slice how many rows it has deleted. */
export type PruneTold = (deleted: number) => void;

export interface Pruned {
  readonly events: number;
  readonly keys: number;
  readonly quarantine: number;
}

export interface Stats {
  readonly events: number;
  readonly repeats: number;
  readonly quarantined: number;
  readonly bytes: number;
  readonly deliveries: Readonly<Record<DeliveryState, number>>;
  /** When the oldest pending delivery became due; `null` when there is none. */
  readonly oldestDueAt: Instant | null;
  readonly sources: readonly { source: string; events: number; lastAt: Instant | null; quarantined: number }[];
  readonly destinations: readonly DestinationStats[];
  readonly paused: readonly Pause[];
}

export interface DestinationStats {
  readonly destination: string;
  readonly pending: number;
  readonly running: number;
  readonly dead: number;
  /** When its oldest pending delivery became due. */
  readonly oldestDueAt: Instant | null;
  /** Lanes that a dead delivery holds. */
  readonly blocked: number;
}

/** A page's size: 100 unless asked, 1 to 1000. */
export const pageSize = (limit: number | undefined): number =>
  Math.min(1000, Math.max(1, Math.trunc(limit ?? 100) || 1));
