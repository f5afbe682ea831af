import { HookinboxError } from "../errors.ts";
import type { Clock } from "../types.ts";
import type { Store } from "./store.ts";

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
  if (url === "memory:") return (await import("./memory/index.ts")).memoryStore({ clock, search });
  if (url.startsWith("sqlite:"))
    return (await import("./sqlite/index.ts")).sqliteStore({ path: url.slice("sqlite:".length), clock, search });
  if (/^postgres(ql)?:/.test(url)) {
    // The machine's clock is no clock to inject: the database's own counts, for all machines around it.
    const injected = clock === Date.now ? undefined : clock;
    return (await import("./postgres/index.ts")).postgresStore({ url, clock: injected, search });
  }
  throw new HookinboxError(
    "STORE_UNKNOWN",
    `no store is called ${JSON.stringify(url.split(":")[0])}: there are sqlite:FILE, postgres://… and memory:`,
  );
}
