import type { Database } from "./database.ts";

/** Commits of this time share a nudge, in ms: NOTIFY takes a lock of the whole server, and waking needs no more. */
const DEBOUNCE = 20;

/**
 * Tells the workers of other processes that something may be due. Never in the transaction that stores: its commits
 * would queue for that lock one by one.
 */
export function createNudge(db: Database) {
  let timer: NodeJS.Timeout | undefined;
  let under: Promise<unknown> = Promise.resolve();

  function send(): void {
    timer = undefined;
    // A nudge that is lost costs a poll.
    under = db.run("SELECT pg_notify($1, '')", [`${db.schema}_work`]).catch(() => {});
  }

  return {
    soon(): void {
      timer ??= setTimeout(send, DEBOUNCE).unref();
    },
    async stop(): Promise<void> {
      clearTimeout(timer);
      if (timer) send();
      await under;
    },
  };
}
