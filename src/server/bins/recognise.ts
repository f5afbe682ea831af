import { providers } from "../../providers/index.ts";
import type { Provider } from "../../providers/provider.ts";
import type { HeaderBag } from "../../types.ts";
import { signatureOf } from "../../verify/create.ts";
import { carriersOf } from "../../verify/signatures.ts";

/** Headers that tell of a provider: those that it signs in, and those that it writes key and type into. */
function tellingOf(provider: Provider): Set<string> {
  const rules = Object.entries(provider.options ?? {});
  const defaults = Object.fromEntries(rules.map(([name, rule]) => [name, rule.default]));
  const { key, type, options } = provider;
  // Where the header is one of its options it may be any.
  if (options?.header) return new Set();
  const places = [key, type].map((one) => JSON.stringify(typeof one === "function" ? one(defaults) : (one ?? "")));
  const named = [...places.join(" ").matchAll(/\{header:([^}|]+)/g)].map(([, name]) => (name ?? "").toLowerCase());
  const names = new Set([...carriersOf(signatureOf(provider, defaults)), ...named]);
  names.delete("authorization");
  names.delete("");
  return names;
}

let telling: Map<Provider, Set<string>> | undefined;

/** Who seems to have sent a request, by the names of its headers; `undefined`: nobody that is known, or more than one. */
export function recognise(headers: HeaderBag): Provider | undefined {
  telling ??= new Map(Object.values(providers).map((provider) => [provider, tellingOf(provider)]));
  const names = new Set(headers.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()));
  let [best, most]: [Provider[], number] = [[], 0];
  for (const [provider, tells] of telling) {
    const found = [...tells].filter((name) => names.has(name)).length;
    if (found > most) [best, most] = [[provider], found];
    else if (found > 0 && found === most) best.push(provider);
  }
  return best.length === 1 ? best[0] : undefined;
}
