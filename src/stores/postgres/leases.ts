import { parseDeliveryId } from "../../ids.ts";
import type { LeaseRef } from "../store.ts";
import { now, type Runner, SOON } from "./database.ts";
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
       SELECT d.event, d.n FROM unnest($1::uuid[], $2::int[], $3::int[]) AS i (event, n, token)
       JOIN ${schema}.deliveries d ON d.event = i.event AND d.n = i.n AND d.token = i.token
       WHERE d.state = 'running' ORDER BY d.event, d.n FOR UPDATE OF d
     )
     UPDATE ${schema}.deliveries d SET lease_until = ${now(5)} + $4::bigint
     FROM held h WHERE d.event = h.event AND d.n = h.n RETURNING d.event, d.n, d.token`,
    [known.map((ref) => ref.event), known.map((ref) => ref.n), known.map((ref) => ref.token), lease, at],
    SOON,
  );
  const renewed = new Set(rows.map((row) => `${row.event} ${row.n} ${row.token}`));
  return refs.map((ref, i) => {
    const found = parsed[i];
    return found !== undefined && renewed.has(`${toUuid(found.event)} ${found.n} ${ref.token}`);
  });
}
