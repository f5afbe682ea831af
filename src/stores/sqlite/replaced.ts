import type { Place } from "./claim.ts";
import type { Database } from "./driver.ts";

/**
 * Whether a replay stands for a delivery. One that dies then is not among the dead, which wait for a person: that one has
 * been there, and the replay may be what waits in its lane.
 */
export function createReplaced(db: Database) {
  const later = db.prepare("SELECT 1 FROM hookinbox_deliveries WHERE seq = ? AND destination = ? AND n > ?");
  return ({ seq, n }: Place, destination: string): boolean => later.get(seq, destination, n) !== undefined;
}
