import { HookinboxError } from "../errors.ts";
import type { Clock } from "../types.ts";
import type { Look, Store } from "./store.ts";

/**
 * The store that a URL names: `sqlite:./hookinbox.db`, `postgres://…` or `memory:`. Not open yet.
 *
 * @throws HookinboxError `STORE_UNKNOWN`
 */
export async function createStore(
  url: string,
  clock?: Clock,
  { search }: { readonly search?: boolean } = {},
): Promise<Store> {
  if (url === "memory:") return (await import("./memory.ts")).memoryStore({ clock, search });
  if (url.startsWith("sqlite:"))
    return (await import("./sqlite/index.ts")).sqliteStore({ path: url.slice("sqlite:".length), clock, search });
  if (POSTGRES.test(url)) {
    // The machine's clock is no clock to inject: the database's own counts, for all machines around it.
    const injected = clock === Date.now ? undefined : clock;
    return (await import("./postgres/index.ts")).postgresStore({ url, clock: injected, search });
  }
  throw unknown(url);
}

/**
 * The same, open, and for looking only. What a store in memory holds no other can see, so there is none of it.
 *
 * @throws HookinboxError `STORE_UNKNOWN`, `STORE_OLDER`, and what an open can end with
 */
export async function openLook(url: string, { search }: { readonly search?: boolean } = {}): Promise<Look> {
  if (url.startsWith("sqlite:"))
    return (await import("./sqlite/look.ts")).sqliteLook({ path: url.slice("sqlite:".length), search });
  if (POSTGRES.test(url)) return await (await import("./postgres/look.ts")).postgresLook({ url, search });
  throw unknown(url);
}

const POSTGRES = /^postgres(ql)?:/;

const unknown = (url: string): HookinboxError =>
  new HookinboxError(
    "STORE_UNKNOWN",
    `no store is called ${JSON.stringify(url.split(":")[0])}: there are sqlite:FILE, postgres://… and memory:`,
  );
