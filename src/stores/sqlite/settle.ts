import type { Settlement } from "../store.ts";
import type { Place } from "./claim.ts";
import type { Counters } from "./counters.ts";
import type { Database } from "./driver.ts";
import type { Lanes } from "./lanes.ts";
import type { Limits } from "./limits.ts";
import { createReplaced } from "./replaced.ts";

/** Bytes of an error's text that are kept. */
const ERROR_LIMIT = 8 * 1024;

export function createSettle(db: Database, counters: Counters, lanes: Lanes, limits?: Limits) {
  const held = "WHERE seq = ? AND n = ? AND token = ? AND state = 'running'";
  const end = db.prepare(
    `UPDATE hookinbox_deliveries SET state = ?, lease_until = 0, started_at = ?, ended_at = ? ${held}`,
  );
  const again = db.prepare(
    `UPDATE hookinbox_deliveries SET state = 'pending', lease_until = 0, due_at = ?, failures = failures + 1 ${held}`,
  );
  const giveBack = db.prepare(`UPDATE hookinbox_deliveries SET state = 'pending', lease_until = 0 ${held}`);
  const note = db.prepare(
    "INSERT INTO hookinbox_attempts (seq, n, token, started_at, ended_at, outcome, error) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );

  const isReplaced = createReplaced(db);
  const versionOf = db.prepare("SELECT version FROM hookinbox_deliveries WHERE seq = ? AND n = ?");

  function failed(s: Settlement & { error: string }, { seq, n }: Place): void {
    const outcome = s.outcome === "dead" ? "dead" : "failed";
    note.run(seq, n, s.token, s.startedAt, s.endedAt, outcome, s.error.slice(0, ERROR_LIMIT));
  }

  /** The next of its lane is due, in the same transaction. */
  function letGo(place: Place, destination: string, now: number, done = false): void {
    if (place.lane === null) return;
    const version = done ? (versionOf.get(place.seq, place.n)?.version as number | null) : null;
    lanes.next({ destination, key: place.lane }, place, now, version);
  }

  function die(s: Settlement & { outcome: "dead" }, place: Place, destination: string, now: number): boolean {
    const replaced = isReplaced(place, destination);
    const state = replaced ? "replaced" : "dead";
    if (end.run(state, s.startedAt, s.endedAt, place.seq, place.n, s.token).changes === 0) return false;
    failed(s, place);
    ended(destination, false);
    if (s.skip || replaced) letGo(place, destination, now);
    return true;
  }

  function ended(destination: string, done: boolean): void {
    const totals = counters.destination(destination);
    totals.open -= 1;
    if (done) totals.done += 1;
  }

  return (s: Settlement, place: Place, destination: string, now: number): boolean => {
    const at = [place.seq, place.n, s.token] as const;
    switch (s.outcome) {
      case "done":
        if (end.run("done", s.startedAt, s.endedAt, ...at).changes === 0) return false;
        ended(destination, true);
        letGo(place, destination, now, true);
        return true;
      case "stale":
        // Without a start: it was not tried, and its attempt says so.
        if (end.run("done", null, s.endedAt, ...at).changes === 0) return false;
        note.run(place.seq, place.n, s.token, s.startedAt, s.endedAt, "stale", null);
        ended(destination, true);
        letGo(place, destination, now);
        return true;
      case "dead":
        return die(s, place, destination, now);
      case "retry":
        if (again.run(s.retryAt, ...at).changes === 0) return false;
        failed(s, place);
        return true;
      case "released":
        if (giveBack.run(...at).changes === 0) return false;
        limits?.giveBack(destination);
        return true;
    }
  };
}
