import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { toMs } from "../durations.ts";
import { HookinboxError } from "../errors.ts";
import type { Duration } from "../types.ts";
import { shapeMistakes } from "./check.ts";
import type { AdminConfig, Config, LimitsConfig, RetentionConfig, WorkConfig } from "./config.ts";
import { DEFAULT_LIMITS, DEFAULT_LOG, DEFAULT_RETENTION, DEFAULT_STORE, DEFAULT_WORK } from "./defaults.ts";
import { resolveDestinations } from "./destinations/resolve.ts";
import { resolveRoute } from "./destinations/routes.ts";
import { listMistakes, type Mistake, pathText } from "./mistakes.ts";
import { resolveSource } from "./resolve-source.ts";
import { unsetVariables } from "./secrets.ts";
import type { AdminSettings, Limits, Settings, SourceSettings, WorkSettings } from "./settings.ts";
import { parseSize } from "./sizes.ts";
import { resolveStore } from "./store-url.ts";

export interface ResolveOptions {
  /** The file that the config was read from: named in messages; relative paths are read from its folder. */
  readonly file?: string;
  /** Default: the process's environment. */
  readonly env?: Readonly<NodeJS.ProcessEnv>;
  /** Without one, nothing could be received. Default: true. */
  readonly wantsSource?: boolean;
}

/** A variable that is not set must not turn a server's database into a file on its disk. */
const UNSET_STORE: { readonly mistake: Mistake } = {
  mistake: {
    path: "store",
    message: "expected the address of a store, got undefined.",
    fix: `Set the environment variable that it is read from, or leave "store" out for ${DEFAULT_STORE}.`,
  },
};

const NO_SOURCE: Mistake = {
  path: "sources",
  message: "expected at least one source; got none.",
  fix: 'For example: sources: { github: { provider: "github", secret: process.env.GITHUB_WEBHOOK_SECRET } }',
};

/**
 * Checks a config and fills in every default.
 *
 * @throws HookinboxError `CONFIG_INVALID`, whose message lists each place that is wrong, what was expected there and
 * what to do; it never holds a secret
 * @example resolveConfig({ sources: { github: { provider: "github", secret: "…" } } }).store // "sqlite:/…/hookinbox.db"
 */
export function resolveConfig(
  config: Config,
  { file, env = process.env, wantsSource = true }: ResolveOptions = {},
): Settings {
  const invalid = (mistakes: readonly Mistake[]): HookinboxError =>
    new HookinboxError("CONFIG_INVALID", listMistakes(file ?? "The config", mistakes));
  const misshapen = shapeMistakes(config);
  if (misshapen.length > 0) throw invalid(misshapen);

  const folder = file === undefined ? process.cwd() : dirname(resolve(file));
  const store =
    "store" in config && config.store === undefined ? UNSET_STORE : resolveStore(config.store ?? DEFAULT_STORE, folder);
  const unset = file !== undefined && existsSync(file) ? unsetVariables(readFileSync(file, "utf8"), env) : [];
  const { sources, mistakes } = resolveSources(config, unset);
  if (wantsSource && Object.keys(config.sources).length === 0) mistakes.push(NO_SOURCE);
  const { destinations, mistakes: mislaid } = resolveDestinations(config.destinations ?? {}, { folder, unset });
  const names = { sources: Object.keys(config.sources), destinations: Object.keys(config.destinations ?? {}) };
  const routes = (config.routes ?? []).map((route, i) => resolveRoute(route, ["routes", i], names));
  mistakes.push(...mislaid, ...routes.flatMap((route) => route.mistakes));
  if ("mistake" in store) mistakes.unshift(store.mistake);
  const token = tokenOf(config.admin, env);
  const listenToken = listenTokenOf(config.admin, env);
  mistakes.push(...tokenMistakes(token), ...tokenMistakes(listenToken, "LISTEN", "admin.listenToken"));
  if (mistakes.length > 0 || !("store" in store)) throw invalid(mistakes);

  return {
    store: store.store,
    sources,
    handlers: config.handlers === undefined ? undefined : resolve(folder, config.handlers),
    destinations,
    routes: routes.map(({ route }) => route),
    publicUrl: config.publicUrl?.replace(/\/+$/, ""),
    work: resolveWork(config.work),
    retention: resolveRetention(config.retention),
    search: config.search ?? false,
    limits: resolveLimits(config.limits),
    log: {
      ...DEFAULT_LOG,
      ...given(config.log),
      headers: (config.log?.headers ?? DEFAULT_LOG.headers).map((name) => name.toLowerCase()),
    },
    admin: resolveAdmin(config.admin, token, listenToken),
  };
}

function resolveSources(
  config: Config,
  unset: readonly string[],
): { sources: Map<string, SourceSettings>; mistakes: Mistake[] } {
  const sources = new Map<string, SourceSettings>();
  const mistakes: Mistake[] = [];
  for (const [name, source] of Object.entries(config.sources)) {
    const resolved = resolveSource(name, source, { publicUrl: config.publicUrl, unset });
    if (resolved.settings) sources.set(name, resolved.settings);
    mistakes.push(...resolved.mistakes);
  }
  return { sources, mistakes: [...mistakes, ...sharedPaths(sources)] };
}

/** Paths that the server answers itself. */
const RESERVED = ["/healthz", "/readyz"];

function sharedPaths(sources: ReadonlyMap<string, SourceSettings>): Mistake[] {
  const owner = new Map<string, string>([...sources.keys()].map((name) => [`/in/${name}`, name]));
  const mistakes: Mistake[] = [];
  for (const { name, path } of sources.values()) {
    if (path === undefined) continue;
    const other = RESERVED.includes(path) ? "the server itself" : owner.get(path);
    if (other === undefined) owner.set(path, name);
    else if (other !== name)
      mistakes.push({
        path: pathText(["sources", name, "path"]),
        message: `${path} is taken by ${RESERVED.includes(path) ? other : `the source ${other}`}.`,
        fix: "Give each source a path of its own.",
      });
  }
  return mistakes;
}

const orDefault = (duration: Duration | undefined, fallback: number): number =>
  duration === undefined ? fallback : toMs(duration);

const resolveWork = (work: WorkConfig = {}): WorkSettings => ({
  retry: work.retry?.map(toMs) ?? DEFAULT_WORK.retry,
  concurrency: work.concurrency ?? DEFAULT_WORK.concurrency,
  lease: orDefault(work.lease, DEFAULT_WORK.lease),
  timeout: orDefault(work.timeout, DEFAULT_WORK.timeout),
  stopTimeout: orDefault(work.stopTimeout, DEFAULT_WORK.stopTimeout),
  poll: orDefault(work.poll, DEFAULT_WORK.poll),
});

const resolveRetention = (retention: RetentionConfig = {}): Settings["retention"] => ({
  events: orDefault(retention.bodies, DEFAULT_RETENTION.bodies),
  keys: orDefault(retention.keys, DEFAULT_RETENTION.keys),
  quarantine: orDefault(retention.quarantine, DEFAULT_RETENTION.quarantine),
});

const resolveLimits = (limits: LimitsConfig = {}): Limits => ({
  inFlight: limits.inFlight ?? DEFAULT_LIMITS.inFlight,
  bodies: parseSize(limits.bodies) ?? DEFAULT_LIMITS.bodies,
  headers: parseSize(limits.headers) ?? DEFAULT_LIMITS.headers,
  headerLines: limits.headerLines ?? DEFAULT_LIMITS.headerLines,
  headersTimeout: orDefault(limits.headersTimeout, DEFAULT_LIMITS.headersTimeout),
  requestTimeout: orDefault(limits.requestTimeout, DEFAULT_LIMITS.requestTimeout),
  quarantineRate: limits.quarantineRate ?? DEFAULT_LIMITS.quarantineRate,
  backlog: {
    count: limits.backlog?.count,
    age: limits.backlog?.age === undefined ? undefined : toMs(limits.backlog.age),
    size: parseSize(limits.backlog?.size),
    disk: parseSize(limits.backlog?.disk),
  },
});

const resolveAdmin = (admin: AdminConfig = {}, token?: string, listenToken?: string): AdminSettings => ({
  hosts: admin.hosts ?? [],
  ...(token === undefined ? {} : { token }),
  ...(listenToken === undefined ? {} : { listenToken }),
});

/** The token, without the line break that a file or a shell may have put behind it. */
const listenTokenOf = (admin: AdminConfig | undefined, env: Readonly<NodeJS.ProcessEnv>): string | undefined =>
  [env.HOOKINBOX_LISTEN_TOKEN, admin?.listenToken].map((one) => one?.trim()).find(Boolean);

const tokenOf = (admin: AdminConfig | undefined, env: Readonly<NodeJS.ProcessEnv>): string | undefined =>
  [env.HOOKINBOX_ADMIN_TOKEN, admin?.token].map((one) => one?.trim()).find(Boolean);

/** A header takes no other characters, so no request could ever show such a token. */
function tokenMistakes(token: string | undefined, variable = "ADMIN", path = "admin.token"): Mistake[] {
  if (token === undefined || /^[\x21-\x7e]+$/.test(token)) return [];
  const message = `expected a token of printable ASCII without spaces; HOOKINBOX_${variable}_TOKEN, or this, holds other characters.`;
  return [{ path, message, fix: "Make one: openssl rand -hex 32" }];
}

/** Without the keys whose value is `undefined`: they must not cover a default. */
const given = <T extends object>(values: T | undefined): Partial<T> =>
  Object.fromEntries(Object.entries(values ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;
