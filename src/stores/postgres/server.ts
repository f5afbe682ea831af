import { HookinboxError } from "../../errors.ts";
import type { Runner } from "./database.ts";

/** The oldest Postgres whose SQL this is: 14. */
const OLDEST = 140_000;

/** What was found at the server when the store was opened. */
export interface ServerReport {
  /** `18.4` */
  readonly version: string;
  readonly fsync: string;
  readonly fullPageWrites: string;
  /** The session's. A commit of the store's waits for the disk in any case: see `DURABLE`. */
  readonly synchronousCommit: string;
  /** It confirms what a power cut takes away again; the store was told to start all the same. */
  readonly unsafe: boolean;
}

/**
 * Checks that the server keeps what it confirms, and that it can be written.
 *
 * @throws HookinboxError `STORE_UNSUPPORTED`, `STORE_READ_ONLY` for a standby, `STORE_UNSAFE`
 */
export async function checkServer({ run }: Runner, name: string, allowUnsafe: boolean): Promise<ServerReport> {
  const [row] = await run(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
       current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages,
       current_setting('synchronous_commit') AS synchronous,
       pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS standby`,
  );
  if (Number(row?.number) < OLDEST)
    throw new HookinboxError("STORE_UNSUPPORTED", `${name} is Postgres ${row?.version}; 14 or later is needed`);
  if (row?.standby)
    throw new HookinboxError("STORE_READ_ONLY", `${name} is a standby, or read-only`, {
      advice: "Give the address of the primary, or several hosts' with target_session_attrs=read-write at your pooler.",
    });
  const off = [
    ["fsync", row?.fsync],
    ["full_page_writes", row?.pages],
  ].flatMap(([setting, value]) => (value === "off" ? [`${setting} is off`] : []));
  if (off.length > 0 && !allowUnsafe)
    throw new HookinboxError(
      "STORE_UNSAFE",
      `${name}: ${off.join(", ")}, so a power cut loses events that were confirmed`,
      {
        advice:
          "Turn it on in postgresql.conf. Where losing events does not matter (a test), say ?unsafe=1 in the store's address.",
      },
    );
  return {
    version: String(row?.version),
    fsync: String(row?.fsync),
    fullPageWrites: String(row?.pages),
    synchronousCommit: String(row?.synchronous),
    unsafe: off.length > 0,
  };
}
