import { type NewNote, NOTES_KEPT, NOTES_MOST, type Note, type NoteQuery, noteNumber } from "../history.ts";
import type { Database } from "./database.ts";
import { withoutNul } from "./text.ts";

/** The journal: what people did, and the figures of each process. */
export function createNotes(db: Database) {
  const s = db.schema;

  async function note(batch: readonly NewNote[]): Promise<void> {
    await db.run(
      `INSERT INTO ${s}.notes (kind, subject, at, data)
       SELECT kind, subject, at, data FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) AS i (kind, subject, at, data)`,
      [
        batch.map(({ kind }) => kind),
        batch.map(({ subject }) => subject && withoutNul(subject)),
        batch.map(({ at }) => at),
        batch.map(({ data }) => JSON.stringify(data)),
      ],
    );
  }

  async function notes({ kind, subject, since = 0, before, limit = 100 }: NoteQuery): Promise<Note[]> {
    const rows = await db.run(
      `SELECT seq, kind, subject, at, data FROM ${s}.notes
       WHERE kind = $1 AND ($2::text IS NULL OR subject = $2) AND at >= $3 AND seq < $4 ORDER BY seq DESC LIMIT $5`,
      [kind, subject ?? null, since, noteNumber(before) ?? Number.MAX_SAFE_INTEGER, Math.min(limit, NOTES_MOST)],
    );
    return rows.map((row) => ({
      id: String(row.seq),
      kind: row.kind as Note["kind"],
      subject: row.subject === null ? null : String(row.subject),
      at: Number(row.at),
      data: JSON.parse(String(row.data)) as Note["data"],
    }));
  }

  /** By the machine's clock or the test's, as the notes are. */
  async function prune(now: number): Promise<void> {
    for (const [kind, kept] of Object.entries(NOTES_KEPT))
      await db.run(`DELETE FROM ${s}.notes WHERE kind = $1 AND at < $2`, [kind, now - kept]);
  }

  return { note, notes, prune };
}
