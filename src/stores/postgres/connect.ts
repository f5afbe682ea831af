import type { Clock } from "../../types.ts";
import { checkSchemaName, DEFAULT_SCHEMA, parseAddress } from "./address.ts";
import { loadDriver, type PgPool } from "./database.ts";
import { toStoreError } from "./failure.ts";
import { shownAddress } from "./name.ts";
import { withPatience } from "./patience.ts";

export interface PostgresOptions {
  /** `postgres://user:password@host:5432/database`, with `?schema=`, `unsafe=1`, `pool=10`. This, or `pool`. */
  readonly url?: string;
  /** The app's own pool. It is left open by `close()`. */
  readonly pool?: PgPool;
  /** Where the tables stand: `hookinbox`. */
  readonly schema?: string;
  /** Start although the server says that it may lose what it has confirmed (`fsync` or `full_page_writes` off). */
  readonly unsafe?: boolean;
  /** Keeps the words of events, so that a search looks into headers and bodies as well. */
  readonly search?: boolean;
  /** How long a connection of the app's pool is waited for, in ms: 5000. Then it is `STORE_UNAVAILABLE`. */
  readonly patience?: number;
  /** For tests. Left out, the database's own clock counts, and that of no machine around it. */
  readonly clock?: Clock;
}

/** How long a connection may take to come about, in ms. */
export const CONNECT_TIMEOUT = 5000;

export interface Connected {
  readonly pool: PgPool;
  readonly name: string;
  readonly schema: string;
  readonly unsafe: boolean;
  end(): Promise<void>;
}

export async function connect({
  url,
  pool,
  schema,
  unsafe = false,
  patience = CONNECT_TIMEOUT,
}: PostgresOptions): Promise<Connected> {
  if (pool)
    return {
      pool: withPatience(pool, patience),
      name: APP_POOL,
      schema: checkSchemaName(schema ?? DEFAULT_SCHEMA),
      unsafe,
      end: async () => {},
    };
  const address = parseAddress(url ?? "");
  const { Pool } = await loadDriver();
  const own = new Pool({
    connectionString: address.connectionString,
    max: address.pool,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    keepAlive: true,
    application_name: "hookinbox",
  });
  // An idle connection that the server ends is only gone; without a listener it would end the process.
  own.on("error", () => {});
  return {
    ...address,
    pool: own,
    schema: schema === undefined ? address.schema : checkSchemaName(schema),
    unsafe: unsafe || address.unsafe,
    end: () => own.end(),
  };
}

const APP_POOL = "postgres: (the app's pool)";
export const nameOf = ({ url, pool }: PostgresOptions): string => (pool ? APP_POOL : shownAddress(url ?? ""));

/** What fails while a store is opened is told as what to mend, not as what passes. */
export async function startingUp(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw toStoreError(cause, name, { starting: true });
  }
}
