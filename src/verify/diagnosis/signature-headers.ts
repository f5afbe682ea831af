import { providers } from "../../providers/index.ts";
import type { Provider } from "../../providers/provider.ts";
import { carriersOf } from "../signatures.ts";

let known: ReadonlyMap<string, readonly string[]> | undefined;

/** Signature headers and the providers that use each; made when a request first fails. */
export function signatureHeaders(): ReadonlyMap<string, readonly string[]> {
  return (known ??= collect());
}

function collect(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const provider of Object.values(providers)) {
    for (const name of headersOf(provider)) {
      if (name === "authorization" || name === "") continue;
      found.set(name, [...(found.get(name) ?? []), provider.id]);
    }
  }
  return found;
}

/** A definition with options is left out where its header is one of them. */
function headersOf(provider: Provider): string[] {
  if (typeof provider.signature !== "function") return [...new Set(carriersOf(provider.signature))];
  if (provider.options?.header) return [];
  const defaults = Object.fromEntries(
    Object.entries(provider.options ?? {}).map(([name, rule]) => [name, rule.default]),
  );
  return [...new Set(carriersOf(provider.signature(defaults)))];
}
