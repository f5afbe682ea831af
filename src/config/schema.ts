import { z } from "zod";
import { DURATION_FORM, parseDuration } from "../durations.ts";
import type { Duration } from "../types.ts";
import type { AdminConfig, Config, LimitsConfig, RetentionConfig, SourceConfig, WorkConfig } from "./config.ts";
import type { DestinationConfig, RouteConfig } from "./destinations/written.ts";
import { isPlain } from "./handler-exports.ts";
import type { KeyChoice, LogSettings } from "./settings.ts";
import { parseSize, SIZE_FORM, type Size } from "./sizes.ts";

/** A value with its own words for what is expected. `hidden`: what stood there is never shown. */
const leaf = <T>(expected: string, test: (value: unknown) => boolean, hidden = false): z.ZodCustom<T> =>
  z.custom<T>(test, { error: expected, params: { hidden } });

const whole = (from: number, to = Number.MAX_SAFE_INTEGER): z.ZodCustom<number> =>
  leaf(
    to === Number.MAX_SAFE_INTEGER ? `a whole number from ${from} up` : `a whole number from ${from} to ${to}`,
    (value) => Number.isInteger(value) && Number(value) >= from && Number(value) <= to,
  );
const duration = leaf<Duration>(DURATION_FORM, (value) => parseDuration(value) !== undefined);
const time = leaf<Duration>(`${DURATION_FORM}, more than 0`, (value) => (parseDuration(value) ?? 0) > 0);
const size = leaf<Size>(SIZE_FORM, (value) => parseSize(value) !== undefined);
const text = leaf<string>("a string that is not blank", (value) => typeof value === "string" && value.trim() !== "");
const flag = leaf<boolean>("true or false", (value) => typeof value === "boolean");
const oneOf = <const T extends string>(...values: readonly T[]): z.ZodCustom<T> =>
  leaf(values.map((value) => JSON.stringify(value)).join(" or "), (value) => values.includes(value as T));
const list = <T>(of: z.ZodType<T>, expected: string): z.ZodArray<z.ZodType<T>> => z.array(of, { error: expected });
const retry = list(duration, 'a list of delays such as ["10s", "5m"]');

const keyChoice = leaf<KeyChoice>(
  '{ header: "x-event-id" }, { json: "data.id" }, { form: "payload[id]" } or "body-hash"',
  (value) =>
    value === "body-hash" ||
    (isPlain(value) &&
      Object.keys(value).length === 1 &&
      ["header", "json", "form"].some((place) => typeof value[place] === "string" && value[place] !== "")),
);

const path = leaf<string>('a path such as "/webhooks/github": no query, no "..", percent-encoded where needed', isPath);

const SOURCE = {
  provider: leaf<SourceConfig["provider"]>(
    "a provider's id, or a definition written as an object",
    (value) => (typeof value === "string" && value !== "") || isPlain(value),
  ),
  // Whether it is needed, and what of it is blank, depends on the provider: resolve-source.ts says.
  secret: z.unknown().optional(),
  path: path.optional(),
  mode: oneOf("async", "sync").optional(),
  syncTimeout: time.optional(),
  tolerance: leaf<Duration | false>(
    `${DURATION_FORM}, or false to turn the check off`,
    (value) => value === false || parseDuration(value) !== undefined,
  ).optional(),
  maxBody: size.optional(),
  rejectStatus: whole(400, 599).optional(),
  ack: whole(200, 299).optional(),
  retry: retry.optional(),
  key: keyChoice.optional(),
  allowUnverified: flag.optional(),
  enrol: flag.optional(),
};

/** What a source may hold beside the options of its provider. */
export const SOURCE_KEYS: readonly string[] = Object.keys(SOURCE);

const source = z.looseObject(SOURCE, {
  error: 'an object such as { provider: "github", secret: "…" }',
}) as unknown as z.ZodType<SourceConfig>;

const work = z.strictObject({
  retry: retry.optional(),
  concurrency: whole(1).optional(),
  lease: leaf<Duration>(`${DURATION_FORM}, from 1s up`, (value) => (parseDuration(value) ?? 0) >= 1000).optional(),
  timeout: time.optional(),
  stopTimeout: duration.optional(),
  poll: leaf<Duration>(`${DURATION_FORM}, from 10ms up`, (value) => (parseDuration(value) ?? 0) >= 10).optional(),
}) satisfies z.ZodType<WorkConfig>;

const retention = z.strictObject({
  bodies: time.optional(),
  keys: time.optional(),
  quarantine: time.optional(),
}) satisfies z.ZodType<RetentionConfig>;

const limits = z.strictObject({
  inFlight: whole(1).optional(),
  bodies: size.optional(),
  headers: size.optional(),
  headerLines: whole(1).optional(),
  headersTimeout: time.optional(),
  requestTimeout: time.optional(),
  quarantineRate: whole(0).optional(),
  backlog: z
    .strictObject({ count: whole(1).optional(), age: time.optional(), size: size.optional(), disk: size.optional() })
    .optional(),
}) satisfies z.ZodType<LimitsConfig>;

const log = z.strictObject({
  level: oneOf("silent", "error", "warn", "info", "debug").optional(),
  payload: flag.optional(),
  headers: list(text, 'a list of header names such as ["user-agent"]').optional(),
}) satisfies z.ZodType<Partial<LogSettings>>;

const admin = z.strictObject({
  token: leaf<string>(
    "a string, or nothing",
    (value) => value === undefined || typeof value === "string",
    true,
  ).optional(),
  listenToken: leaf<string>(
    "a string, or nothing",
    (value) => value === undefined || typeof value === "string",
    true,
  ).optional(),
  hosts: list(text, 'a list of host names such as ["inbox.example.com"]').optional(),
}) satisfies z.ZodType<AdminConfig>;

// What a destination holds depends on its kind: destinations/resolve.ts says.
const destination = leaf<DestinationConfig>('an object such as { url: "https://app.example.com/hooks" }', isPlain);

const route = z.strictObject(
  {
    from: z.unknown().optional(),
    types: z.unknown().optional(),
    to: z.unknown().optional(),
  },
  { error: 'an object such as { from: "stripe", types: "invoice.*", to: "app" }' },
) as unknown as z.ZodType<RouteConfig>;

export const configSchema = z.strictObject({
  store: text.optional(),
  sources: z.record(z.string(), source, {
    error: 'an object of sources such as { github: { provider: "github", secret: "…" } }',
  }),
  handlers: text.optional(),
  destinations: z
    .record(z.string(), destination, { error: 'an object of destinations such as { app: { url: "https://…" } }' })
    .optional(),
  routes: list(route, 'a list of routes such as [{ from: "stripe", to: "app" }]').optional(),
  publicUrl: leaf<string>(
    'an http or https URL such as "https://inbox.example.com", without query',
    isPublicUrl,
  ).optional(),
  work: work.optional(),
  retention: retention.optional(),
  search: flag.optional(),
  limits: limits.optional(),
  log: log.optional(),
  admin: admin.optional(),
}) satisfies z.ZodType<Config>;

function isPublicUrl(value: unknown): boolean {
  if (typeof value !== "string" || !URL.canParse(value)) return false;
  const { protocol, search, hash, username, password } = new URL(value);
  return /^https?:$/.test(protocol) && `${search}${hash}${username}${password}` === "";
}

/** Only a path in its normal form can ever be equal to a request's. */
function isPath(value: unknown): boolean {
  if (typeof value !== "string" || !value.startsWith("/") || value.replace(/\/+$/, "") === "") return false;
  return (
    URL.canParse(value, "http://localhost") &&
    new URL(value, "http://localhost").href === `http://localhost${value}` &&
    !/[?#]/.test(value)
  );
}
