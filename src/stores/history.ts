import type { Instant } from "../types.ts";
import type { EventSummary } from "./store.ts";

/** What people look back on: events as they come, what is dead and why, and the store's journal. Part of the archive. */
export interface HistoryStore {
  /**
   * Events in the order of commits, after a cursor. None is left out and none comes twice, whichever process stored it;
   * on Postgres an event that is replayed within seconds of its receipt may come again.
   */
  feed(query: FeedQuery): Promise<Feed>;
  /** The newest dead deliveries that were not replayed since, with the error of their last attempt. `limit` at most 10,000. */
  dead(query: DeadQuery): Promise<DeadDelivery[]>;
  /** Adds to the journal, in one transaction. */
  note(notes: readonly NewNote[]): Promise<void>;
  /** Reads the journal, newest first. Pruned by age: see `NOTES_KEPT`. */
  notes(query: NoteQuery): Promise<Note[]>;
}

export interface FeedQuery {
  /** `cursor` of the answer before. Left out: from now on. */
  readonly after?: string;
}

export interface Feed {
  /** Oldest first; at most `FEED_MOST`. */
  readonly items: EventSummary[];
  readonly cursor: string;
  /** Events were left out: there were more than `FEED_MOST`, or the cursor is of another store. */
  readonly lost: boolean;
}

/** Events that one answer of `feed` gives; whoever is further behind begins anew. */
export const FEED_MOST = 5_000;

export interface DeadQuery {
  readonly destination?: string;
  readonly limit?: number;
}

export interface DeadDelivery {
  readonly event: string;
  readonly destination: string;
  readonly receivedAt: Instant;
  /** `null`: its worker crashed. */
  readonly error: string | null;
}

export const DEAD_MOST = 10_000;

/**
 * `audit`: what a person did. `edits`: what an event's own story has beside that: the event that it was edited from, the
 * refusal that it was released from, bulk replays that took it. `figures`: counts of one process since its last note.
 * `subject`: the event, source, destination or process that it is about.
 */
export type NoteKind = "audit" | "edits" | "figures";

export interface NewNote {
  readonly kind: NoteKind;
  readonly at: Instant;
  readonly subject: string | null;
  /** JSON, at most some KB. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Note extends NewNote {
  /** Grows with each note. */
  readonly id: string;
}

export interface NoteQuery {
  readonly kind: NoteKind;
  readonly subject?: string;
  /** At this time or later. */
  readonly since?: Instant;
  /** Older than the note of this id. */
  readonly before?: string;
  /** 100 unless said; at most 50,000. */
  readonly limit?: number;
}

export const NOTES_MOST = 50_000;

/** How long notes are kept, in ms. */
export const NOTES_KEPT: Readonly<Record<NoteKind, number>> = {
  audit: 90 * 86_400_000,
  edits: 90 * 86_400_000,
  figures: 2 * 86_400_000,
};

/** Of a note's id; `undefined`: no such id. */
export const noteNumber = (id: string | undefined): number | undefined =>
  id !== undefined && /^\d{1,15}$/.test(id) ? Number(id) : undefined;
