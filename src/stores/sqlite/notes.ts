import { type NewNote, NOTES_KEPT, NOTES_MOST, type Note, type NoteQuery, noteNumber } from "../history.ts";
import type { Database } from "./driver.ts";

/** Adds to the journal. */
export function createNote(db: Database) {
  const insert = db.prepare("INSERT INTO hookinbox_notes (kind, subject, at, data) VALUES (?, ?, ?, ?)");
  return (batch: readonly NewNote[]): void => {
    for (const { kind, subject, at, data } of batch) insert.run(kind, subject, at, JSON.stringify(data));
  };
}

/** Reads the journal, newest first. */
export function createNotes(db: Database) {
  return ({ kind, subject, since = 0, before, limit = 100 }: NoteQuery): Note[] => {
    // The kind stands in the text, so that the partial index of subjects is known to fit.
    const named =
      kind === "figures"
        ? "kind = 'figures'"
        : `kind IN ('audit', 'edits') AND kind = '${kind === "audit" ? "audit" : "edits"}'`;
    const of = subject === undefined ? "kind = ?1" : `${named} AND subject = ?1`;
    const rows = db
      .prepare(
        `SELECT seq, kind, subject, at, data FROM hookinbox_notes WHERE ${of} AND at >= ?2 AND seq < ?3 ORDER BY seq DESC LIMIT ?4`,
      )
      .all(subject ?? kind, since, noteNumber(before) ?? Number.MAX_SAFE_INTEGER, Math.min(limit, NOTES_MOST));
    return rows.map(({ seq, data, ...note }) => ({ ...note, id: String(seq), data: JSON.parse(String(data)) }) as Note);
  };
}

/** Deletes the notes whose time is over: a few a minute, so in one go. */
export function createNotesPrune(db: Database) {
  const remove = db.prepare("DELETE FROM hookinbox_notes WHERE kind = ? AND at < ?");
  return (now: number): void => {
    for (const [kind, kept] of Object.entries(NOTES_KEPT)) remove.run(kind, now - kept);
  };
}
