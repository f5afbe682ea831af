import type { NewNote } from "../../stores/history.ts";
import type { ArchiveStore } from "../../stores/store.ts";

/** Who asked, as the audit log says it. */
export interface Asker {
  readonly role: string;
  readonly address: string;
}

/** Events of a job whose stories say so; those after them are only counted, as a journal is no place for millions. */
const MOST = 10_000;
/** Written together: at this many, or after this time, in ms. */
const BATCH = 100;
const EVERY = 1_000;

export type Telling = ReturnType<typeof createTelling>;

/** Notes at each event that a bulk replay took it, a batch in one transaction. */
export function createTelling(archive: Pick<ArchiveStore, "note">, { role, address }: Asker, detail: object) {
  let waiting: NewNote[] = [];
  let told = 0;
  let writtenAt = performance.now();

  async function write(): Promise<void> {
    const batch = waiting;
    waiting = [];
    writtenAt = performance.now();
    // A story without this line is no reason to stop a replay.
    if (batch.length > 0) await archive.note(batch).catch(() => {});
  }

  return {
    replayed(id: string): void {
      told += 1;
      if (told > MOST) return;
      const data = { action: "replay.bulk", role, address, detail };
      waiting.push({ kind: "edits", at: Date.now(), subject: id, data });
    },
    /** Before the next one, which comes in `wait` ms. */
    async between(wait: number): Promise<void> {
      if (waiting.length >= BATCH || wait > EVERY || performance.now() - writtenAt > EVERY) await write();
    },
    write,
  };
}
