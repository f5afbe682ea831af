import { parseDeliveryId } from "../../ids.ts";
import type { LeaseRef } from "../store.ts";
import { now, type Runner, SOON } from "./database.ts";
import { heldSql } from "./held.ts";
import { toUuid } from "./text.ts";

/** Extends leases that are still held to `lease` ms from now. `at`: the injected present, or `null`. */
export async function renewLeases(
  { run }: Runner,
  schema: string,
  refs: readonly LeaseRef[],
  lease: number,
  at: number | null,
): Promise<boolean[]> {
  const parsed = refs.map((ref) => parseDeliveryId(ref.delivery));
  const known = refs.flatMap((ref, i) => {
    const found = parsed[i];
    return found ? [{ event: toUuid(found.event), n: found.n, token: ref.token }] : [];
  });
  if (known.length === 0) return refs.map(() => false);
  const rows = await run(
    `WITH held AS MATERIALIZED (
       SELECT i.* FROM (
         SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[]) AS i (event, n, token) ORDER BY event, n
       ) AS i CROSS JOIN ${heldSql(schema)} AS d
     )
     UPDATE ${schema}.deliveries d SET lease_until = ${now(5)} + $4::bigint
     FROM held h WHERE d.event = h.event AND d.n = h.n RETURNING d.event, d.n, d.token`,
    [known.map((ref) => ref.event), known.map((ref) => ref.n), known.map((ref) => ref.token), lease, at],
    // While there is time left for another try.
    Math.min(SOON, lease / 3),
  );
  const renewed = new Set(rows.map((row) => `${row.event} ${row.n} ${row.token}`));
  return refs.map((ref, i) => {
    const found = parsed[i];
    return found !== undefined && renewed.has(`${toUuid(found.event)} ${found.n} ${ref.token}`);
  });
}
