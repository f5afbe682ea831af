import { createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { pick, toPathSteps } from "../payload.ts";
import type { KeyFetch } from "../providers/signature.ts";
import { type Refusal, refuse } from "./failures.ts";
import { KeyCache, type KeyFetcher, pinned } from "./key-fetch.ts";
import type { Reading } from "./reading.ts";
import { compile, render } from "./template.ts";

/** A published key, and the name that the provider gave it. */
export interface NamedKey {
  readonly id?: string;
  readonly key: KeyObject;
}

/** Finds the keys that may have signed a request; `id` names the one that the request says. */
export type KeySource = (reading: Reading, id?: string) => Promise<readonly NamedKey[] | Refusal>;

/** Keys that are fetched from where the definition says, and from nowhere else. */
export function makeKeySource(rule: KeyFetch, fetcher: KeyFetcher): KeySource {
  const cache = new KeyCache<readonly NamedKey[]>();
  const address = compile(rule.url);
  return async (reading, id) => {
    const text = render(address, reading);
    const url = text === undefined ? undefined : pinned(text, rule.hosts, rule.path);
    if (!url) {
      return refuse(
        "SIGNATURE_MALFORMED",
        "The address of the signing key is not one of this provider's",
        "Nothing was fetched. Somebody may be trying to have a key of their own used.",
      );
    }
    const load = async (): Promise<readonly NamedKey[]> => {
      const answer = await fetcher({ url: url.href });
      if (answer.status !== 200) throw new Error(`status ${answer.status}`);
      return readKeys(answer.body, rule, url);
    };
    let keys = await cache.get(url.href, load);
    if (keys && id !== undefined && !keys.some((key) => key.id === id)) keys = await cache.get(url.href, load, true);
    if (!keys) return refuse("KEY_UNAVAILABLE", `The provider's public key could not be fetched from ${url.hostname}`);
    return id === undefined ? keys : keys.filter((key) => key.id === undefined || key.id === id);
  };
}

function readKeys(text: string, rule: KeyFetch, url: URL): readonly NamedKey[] {
  switch (rule.kind) {
    case "certificate":
    case "pem":
      return [{ key: createPublicKey(text) }];
    case "json": {
      const pem = pick(JSON.parse(text), toPathSteps(rule.pick ?? ""));
      if (typeof pem !== "string") throw new Error(`no key in the answer of ${url.hostname}`);
      return [{ key: createPublicKey(pem) }];
    }
    case "jwks":
      return readJwks(JSON.parse(text));
  }
}

/** The usable keys of a JSON Web Key Set, or of one JSON Web Key. */
export function readJwks(value: unknown): NamedKey[] {
  const list: unknown = typeof value === "object" && value && "keys" in value ? value.keys : [value];
  if (!Array.isArray(list)) return [];
  return list.slice(0, 100).flatMap((jwk: unknown) => {
    try {
      const named = jwk as JsonWebKey & { kid?: unknown; kty?: unknown };
      if (named.kty === "oct") return [];
      const key = createPublicKey({ key: named, format: "jwk" });
      return [{ id: typeof named.kid === "string" ? named.kid : undefined, key }];
    } catch {
      return [];
    }
  });
}

/** Public keys that a user gives in place of fetching: PEM, a JSON Web Key, or a set of them. */
export function givenKeys(secrets: readonly string[]): NamedKey[] {
  return secrets.flatMap((secret) => {
    const text = secret.trim();
    try {
      if (text.startsWith("-----BEGIN")) return [{ key: createPublicKey(text.replaceAll("\\n", "\n")) }];
      if (text.startsWith("{")) return readJwks(JSON.parse(text));
    } catch {
      return [];
    }
    return [];
  });
}
