import { type NewNote, NOTES_KEPT, NOTES_MOST, type Note, type NoteQuery, noteNumber } from "../history.ts";

export function createNotes() {
  let notes: Note[] = [];
  let noted = 0;

  function list({ kind, subject, since = 0, before, limit = 100 }: NoteQuery): Note[] {
    const below = noteNumber(before) ?? Number.POSITIVE_INFINITY;
    return notes
      .filter((note) => note.kind === kind && (subject === undefined || note.subject === subject))
      .filter((note) => note.at >= since && Number(note.id) < below)
      .reverse()
      .slice(0, Math.min(limit, NOTES_MOST));
  }

  return {
    list,
    add(batch: readonly NewNote[]): void {
      for (const note of batch) notes.push({ ...structuredClone(note), id: String(++noted) });
    },
    prune(now: number): void {
      notes = notes.filter((note) => note.at >= now - NOTES_KEPT[note.kind]);
    },
  };
}
