import { type Runner, SOON } from "./database.ts";

/**
 * Whether a replay stands for the delivery `d`, `i.n` of `i.event`. One that dies then is not among the dead, which wait for
 * a person: that one has been there, and the replay may be what waits in its lane. What is done has left the queue, and its
 * attempt tells of it.
 */
export const replacedSql = (s: string, i: string): string => `(
    EXISTS (SELECT FROM ${s}.deliveries l WHERE l.event = ${i}.event AND l.destination = d.destination AND l.n > ${i}.n)
    OR EXISTS (SELECT FROM ${s}.attempts t WHERE t.event = ${i}.event AND t.destination = d.destination AND t.n > ${i}.n)
  )`;

/**
 * Keeps replays of these events waiting, before what dies is asked for its replay by the next statement: else a replay that
 * commits meanwhile would be seen by none of the two, and it does not see the death either. In the order of ids; a replay
 * takes an event, its lanes and its deliveries in the same order.
 */
export async function holdOffReplays({ run }: Runner, schema: string, events: readonly string[]): Promise<void> {
  await run(`SELECT FROM ${schema}.events WHERE id = ANY($1::uuid[]) ORDER BY id FOR SHARE`, [events], SOON);
}
