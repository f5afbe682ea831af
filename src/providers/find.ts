import { HookinboxError } from "../errors.ts";
import { didYouMean } from "../suggest.ts";
import { providers } from "./index.ts";
import type { Provider } from "./provider.ts";

/** The definition of this id. Throws `UNKNOWN_PROVIDER`, which names the nearest right ids. */
export function findProvider(id: string): Provider {
  const provider = typeof id === "string" && Object.hasOwn(providers, id) ? providers[id] : undefined;
  if (provider) return provider;
  const name = typeof id === "string" ? id : typeof id;
  throw new HookinboxError(
    "UNKNOWN_PROVIDER",
    `There is no provider ${JSON.stringify(name.slice(0, 80))}.${didYouMean(name, Object.keys(providers))}`,
  );
}
