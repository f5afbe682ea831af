import { HookinboxError } from "../errors.ts";
import { type PathStep, pick, toPathSteps } from "../payload.ts";
import { didYouMean, nearest } from "../suggest.ts";
import type { Instant } from "../types.ts";
import { fill, type Names } from "./fill.ts";
import { samples } from "./index.ts";
import type { Samples } from "./samples.ts";

export interface SampleChanges {
  /** Values by path, `data.object.amount`: fields that the sample has. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** The same for fields that it does not have. */
  readonly add?: Readonly<Record<string, unknown>>;
  /** What named places became in events before this one. */
  readonly names?: Names;
  readonly now?: Instant;
}

/** An event that a provider could have sent, as a payload and the headers beside it; neither signed nor written as bytes yet. */
export interface MadeSample {
  readonly payload: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** What says that an event was made up. */
export const SAMPLE_HEADER = "x-hookinbox-sample";

/**
 * A fresh sample of an event, with ids and times of its own.
 *
 * @throws HookinboxError `UNKNOWN_SAMPLE`, `UNKNOWN_FIELD`
 * @example makeSample("stripe", "invoice.paid", { set: { "data.object.amount_paid": 500 } })
 */
export function makeSample(provider: string, type: string, changes: SampleChanges = {}): MadeSample {
  const { events, headers = {} } = samplesOf(provider);
  if (!Object.hasOwn(events, type)) {
    throw new HookinboxError(
      "UNKNOWN_SAMPLE",
      `There is no sample ${JSON.stringify(type)} of ${provider}.${didYouMean(type, Object.keys(events))}`,
      {
        advice: `There are: ${Object.keys(events).join(", ")}. A payload of your own: --body FILE`,
      },
    );
  }
  const { set = {}, add = {}, names = new Map(), now = Date.now() } = changes;
  let payload = events[type];
  for (const [path, value] of Object.entries(set)) {
    if (pick(payload, toPathSteps(path)) === undefined) throw unknownField(provider, type, path, payload);
    payload = put(payload, toPathSteps(path), value);
  }
  for (const [path, value] of Object.entries(add)) payload = put(payload, toPathSteps(path), value);
  const made = { payload: fill(payload, now, names), headers: toText(fill(headers, now, names)) };
  // Names of this one event are not given on.
  for (const name of names.keys()) if (name.includes("#this-")) names.delete(name);
  return { ...made, headers: { ...made.headers, [SAMPLE_HEADER]: "true" } };
}

/** @throws HookinboxError `UNKNOWN_SAMPLE` */
export function samplesOf(provider: string): Samples {
  const found = Object.hasOwn(samples, provider) ? samples[provider] : undefined;
  if (found) return found;
  throw new HookinboxError(
    "UNKNOWN_SAMPLE",
    `There are no samples of ${provider}.${didYouMean(provider, Object.keys(samples))}`,
  );
}

/** `undefined`: there are none of this provider. */
export const firstSampleOf = (provider: string): string | undefined =>
  Object.hasOwn(samples, provider) ? Object.keys(samplesOf(provider).events)[0] : undefined;

export const hasSample = (provider: string, type: string): boolean =>
  Object.hasOwn(samples, provider) && Object.hasOwn(samples[provider]?.events ?? {}, type);

const toText = (headers: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(headers as object).map(([name, value]) => [name, String(value)]));

function unknownField(provider: string, type: string, path: string, payload: unknown): HookinboxError {
  const paths = [...pathsOf(payload)];
  const last = path.split(/[.[]/).at(-1) ?? path;
  const sameEnd = paths.filter((one) => one.endsWith(`.${last}`)).slice(0, 3);
  // What the path begins with is near by its letters, and not what is meant.
  const near = nearest(
    path,
    paths.filter((one) => !path.startsWith(one)),
  );
  const meant = near.length > 0 ? near : sameEnd;
  const hint = meant.length === 0 ? "" : ` Did you mean ${meant.map((one) => JSON.stringify(one)).join(" or ")}?`;
  return new HookinboxError(
    "UNKNOWN_FIELD",
    `The sample ${type} of ${provider} has no field ${JSON.stringify(path)}.${hint}`,
  );
}

/** Every path of a payload, as `set` takes it: `events[0].id`. */
function* pathsOf(node: unknown, above = ""): Generator<string> {
  if (typeof node !== "object" || node === null) return;
  for (const [name, value] of Object.entries(node)) {
    const step = Array.isArray(node) || name.includes(".") ? `[${name}]` : `${above === "" ? "" : "."}${name}`;
    yield above + step;
    yield* pathsOf(value, above + step);
  }
}

/** A copy with a value at a path; what is missing on the way is made, and text in the way is replaced. */
function put(node: unknown, [step, ...rest]: readonly PathStep[], value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(node) || (node === undefined && typeof step === "number")) {
    const items: unknown[] = [...((node as unknown[] | undefined) ?? [])];
    items[Number(step)] = put(items[Number(step)], rest, value);
    return items;
  }
  const fields = (typeof node === "object" && node !== null ? node : {}) as Record<string, unknown>;
  return { ...fields, [step]: put(fields[step], rest, value) };
}
