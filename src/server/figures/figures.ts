import { hostname } from "node:os";
import type { Observer } from "../../observe.ts";
import type { ArchiveStore, Stats } from "../../stores/store.ts";
import type { Clock } from "../../types.ts";
import { addTally, countAttempt, countReceipt, emptyTally, type Tally } from "./tally.ts";

/** How often a process writes down what it counted, in ms: one small commit, and none while nothing happens. */
const WRITE_EVERY = 10_000;
const MINUTE = 60_000;
const DAY = 1_440;

/**
 * Figures by minute, over all processes of a store and over restarts. Each process counts in memory, which costs a request
 * some increments, and adds its counts to the store's journal every 10 s; who asks reads all of them, and its own that are
 * not written yet. A process that is killed loses at most its last 10 s of them.
 */
export interface Figures {
  readonly observer: Observer;
  /** Hears of each attempt that was settled by this process, by its event's id. */
  onAttempt(listener: (event: string) => void): void;
  /** Hears of each event that was accepted by this process. */
  onAccepted(listener: () => void): void;
  /** Begins to write, once the store is open. */
  start(archive: ArchiveStore): void;
  /** The minutes from `from` (epoch minutes) on that have any, oldest first. */
  minutes(from: number): Promise<Tally[]>;
  /** Writes what is left. */
  stop(): Promise<void>;
}

export function createFigures(clock: Clock = Date.now): Figures {
  const process_ = `${hostname()}:${process.pid}`;
  const listeners: ((event: string) => void)[] = [];
  const acceptedListeners: (() => void)[] = [];
  let current = emptyTally(Math.floor(clock() / MINUTE));
  let ended: Tally[] = [];
  let touched = false;
  let archive: ArchiveStore | undefined;
  let timer: NodeJS.Timeout | undefined;

  /** What has been read of the journal, by minute. */
  const known = new Map<number, Tally>();
  const read = new Set<string>();
  let readUpTo = 0;

  function present(): Tally {
    const minute = Math.floor(clock() / MINUTE);
    if (minute !== current.minute) {
      if (touched) ended.push(current);
      current = emptyTally(minute);
      touched = false;
    }
    return current;
  }

  const backlogOf = ({ deliveries }: Stats) => deliveries.pending + deliveries.running;

  async function write(): Promise<void> {
    const open = present();
    if (!archive || (!touched && ended.length === 0)) return;
    if (touched) open.backlog = backlogOf(await archive.stats());
    const writing = [...ended, ...(touched ? [open] : [])];
    ended = [];
    touched = false;
    current = emptyTally(current.minute);
    try {
      const notes = writing.map(
        (tally) => ({ kind: "figures", at: clock(), subject: process_, data: { ...tally } }) as const,
      );
      await archive.note(notes);
    } catch {
      // The store has told that it is in trouble; these go with the next ones.
      ended = [...writing, ...ended].slice(-DAY);
    }
  }

  async function catchUp(from: ArchiveStore): Promise<void> {
    const now = clock();
    // The minute before again: clocks of several machines, and notes that were on their way.
    const since = Math.max(readUpTo - MINUTE, now - DAY * MINUTE);
    for (const note of await from.notes({ kind: "figures", since, limit: 50_000 })) {
      if (read.has(note.id)) continue;
      read.add(note.id);
      const tally = note.data as unknown as Tally;
      const at = known.get(tally.minute) ?? emptyTally(tally.minute);
      addTally(at, tally);
      known.set(tally.minute, at);
    }
    readUpTo = now;
    for (const minute of known.keys()) if (minute < now / MINUTE - DAY) known.delete(minute);
    // Ids are only of use for the notes of the last minute; they grow, so the oldest are first.
    for (const id of read) {
      if (read.size <= 20_000) break;
      read.delete(id);
    }
  }

  return {
    observer: {
      received: (receipt) => {
        countReceipt(present(), receipt);
        touched = true;
        if (receipt.outcome === "accepted") for (const listener of acceptedListeners) listener();
      },
      attempted: (report) => {
        countAttempt(present(), report);
        touched = true;
        for (const listener of listeners) listener(report.event);
      },
    },
    onAttempt: (listener) => void listeners.push(listener),
    onAccepted: (listener) => void acceptedListeners.push(listener),
    start(store) {
      archive = store;
      timer = setInterval(() => void write().catch(() => {}), WRITE_EVERY);
      timer.unref();
    },
    async minutes(from) {
      if (archive) await catchUp(archive);
      const minutes = new Map<number, Tally>();
      for (const tally of [...known.values(), ...ended, present()]) {
        if (tally.minute < from) continue;
        const at = minutes.get(tally.minute) ?? emptyTally(tally.minute);
        addTally(at, tally);
        minutes.set(tally.minute, at);
      }
      return [...minutes.values()].sort((a, b) => a.minute - b.minute);
    },
    async stop() {
      clearInterval(timer);
      await write().catch(() => {});
      archive = undefined;
    },
  };
}
