import { randomUUID } from "node:crypto";
import type { Provider } from "../providers/provider.ts";
import { fillMissing, type Sample, write } from "./places.ts";

/** What is sent of an event: not signed yet. */
export interface SampleRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export interface SampleOptions {
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const FORM = "application/x-www-form-urlencoded";

/**
 * A request of a provider that carries a type and a payload: both written to where the provider has them, and a key made up
 * where the payload has none. Text and bytes go out as they are; only headers are added to them.
 */
export function toSample(
  provider: Provider,
  options: Readonly<Record<string, unknown>>,
  type: string,
  payload: unknown,
  { key, headers: given = {} }: SampleOptions,
): SampleRequest {
  const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  const isRaw = typeof payload === "string" || payload instanceof Uint8Array;
  const types = (typeof provider.type === "function" ? provider.type(options) : provider.type) ?? [];
  const keys = (typeof provider.key === "function" ? provider.key(options) : provider.key) ?? [];
  let sample: Sample = { payload: isRaw ? undefined : payload, headers };
  sample = write(types, type, sample);
  if (key !== undefined) sample = write(keys, key, sample);
  if (isRaw) return { headers: { ...sample.headers, ...headers }, body: payload };
  sample = fillMissing(keys, () => `test_${randomUUID()}`, sample);
  const contentType = headers["content-type"] ?? provider.contentTypes?.[0] ?? guessed(types);
  const body = contentType.startsWith(FORM) ? toForm(provider, sample.payload) : JSON.stringify(sample.payload ?? {});
  return { headers: { ...sample.headers, "content-type": contentType }, body };
}

const guessed = (types: string | readonly string[]): string =>
  String(types[0] ?? "").startsWith("{form:") || String(types).startsWith("{form:") ? FORM : "application/json";

function toForm({ jsonField }: Provider, payload: unknown): string {
  if (jsonField !== undefined) return new URLSearchParams({ [jsonField]: JSON.stringify(payload ?? {}) }).toString();
  return new URLSearchParams([...formPairs("", payload)]).toString();
}

/** `{ a: { b: [1, 2] } }` → `a[b][]=1`, `a[b][]=2` */
function* formPairs(name: string, value: unknown): Generator<[string, string]> {
  if (value === undefined || value === null) return;
  if (typeof value !== "object") yield [name, String(value)];
  else if (Array.isArray(value)) for (const item of value) yield* formPairs(`${name}[]`, item);
  else for (const [key, item] of Object.entries(value)) yield* formPairs(name === "" ? key : `${name}[${key}]`, item);
}
