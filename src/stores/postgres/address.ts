import { HookinboxError } from "../../errors.ts";
import { shownAddress } from "./name.ts";

/** What a `postgres://` address says, once this store's own parameters have been taken out of it. */
export interface Address {
  /** For the driver: user, password, host, port, database, `sslmode` and the like. */
  readonly connectionString: string;
  /** For people: no password. */
  readonly name: string;
  readonly schema: string;
  /** Start although the server may lose what it has confirmed. */
  readonly unsafe: boolean;
  /** Connections of the pool. */
  readonly pool: number;
}

const OWN = ["schema", "unsafe", "pool"] as const;
export const DEFAULT_SCHEMA = "hookinbox";
const DEFAULT_POOL = 10;
/** Names that need no quotes and leave room for a suffix within Postgres' 63 bytes. */
const PLAIN_NAME = /^[a-z_][a-z0-9_]{0,30}$/;

const ADDRESS_ADVICE =
  "Write postgres://USER:PASSWORD@HOST:5432/DATABASE; a password's special characters are percent-encoded (@ is %40).";

/** @throws HookinboxError `CONFIG_INVALID` */
export function checkSchemaName(schema: string): string {
  if (PLAIN_NAME.test(schema)) return schema;
  throw new HookinboxError("CONFIG_INVALID", `${JSON.stringify(schema)} cannot be the name of the store's schema`, {
    advice: "Name it with up to 31 small letters, digits and underscores: ?schema=hookinbox.",
  });
}

function flag(name: string, value: string): boolean {
  if (value === "1" || value === "true") return true;
  if (value === "0" || value === "false") return false;
  throw new HookinboxError("CONFIG_INVALID", `the store's address says ${name}=${JSON.stringify(value)}`, {
    advice: `Write ${name}=1 or ${name}=0.`,
  });
}

function poolSize(value: string): number {
  const size = Number(value);
  if (Number.isInteger(size) && size >= 2 && size <= 500) return size;
  throw new HookinboxError("CONFIG_INVALID", `the store's address says pool=${JSON.stringify(value)}`, {
    advice: "Write the number of connections, 2 to 500: ?pool=10.",
  });
}

/**
 * Reads `postgres://user:password@host:5432/database?schema=hookinbox&unsafe=1&pool=10`.
 *
 * @throws HookinboxError `CONFIG_INVALID`; the message holds no password
 */
export function parseAddress(address: string): Address {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new HookinboxError("CONFIG_INVALID", "the store's address is not a valid postgres:// URL", {
      advice: ADDRESS_ADVICE,
    });
  }
  const own: Partial<Record<(typeof OWN)[number], string>> = {};
  for (const name of OWN) {
    own[name] = url.searchParams.get(name) ?? undefined;
    url.searchParams.delete(name);
  }
  return {
    connectionString: url.toString(),
    name: shownAddress(address),
    schema: checkSchemaName(own.schema ?? DEFAULT_SCHEMA),
    unsafe: own.unsafe !== undefined && flag("unsafe", own.unsafe),
    pool: own.pool === undefined ? DEFAULT_POOL : poolSize(own.pool),
  };
}
