import type { Place } from "./claim.ts";
import type { Database } from "./driver.ts";

/** Results of `ctx.once`: a row for each step of a delivery, written by whoever holds its lease. */
export function createSteps(db: Database) {
  const held = db.prepare(
    "SELECT 1 FROM hookinbox_deliveries WHERE seq = ? AND n = ? AND token = ? AND state = 'running'",
  );
  const read = db.prepare("SELECT result FROM hookinbox_steps WHERE seq = ? AND n = ? AND name = ?");
  const add = db.prepare(
    "INSERT INTO hookinbox_steps (seq, n, name, result) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
  );
  const isHeld = ({ seq, n }: Place, token: number) => held.get(seq, n, token) !== undefined;

  return {
    recall: (place: Place, token: number, step: string) => ({
      held: isHeld(place, token),
      result: read.get(place.seq, place.n, step)?.result as string | undefined,
    }),
    keep(place: Place, token: number, step: string, result: string): boolean {
      if (!isHeld(place, token)) return false;
      add.run(place.seq, place.n, step, result);
      return true;
    },
  };
}
