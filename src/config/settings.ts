import type { DestinationSettings, RouteSettings } from "../destinations/settings.ts";
import type { Provider } from "../providers/provider.ts";
import type { Retention } from "../stores/store.ts";

/** A checked config: every default filled in, every duration in ms, every provider resolved. Only code makes one. */
export interface Settings {
  /** `sqlite:./hookinbox.db`, `memory:` or `postgres://…`. */
  readonly store: string;
  readonly sources: ReadonlyMap<string, SourceSettings>;
  /** Path of the handlers module, absolute. */
  readonly handlers?: string;
  readonly destinations: ReadonlyMap<string, DestinationSettings>;
  readonly routes: readonly RouteSettings[];
  /** What URL-signing providers are checked against behind a proxy: `https://inbox.example.com`. */
  readonly publicUrl?: string;
  readonly work: WorkSettings;
  readonly retention: Retention;
  /** Whether the store keeps the words of events. */
  readonly search: boolean;
  readonly limits: Limits;
  readonly log: LogSettings;
  readonly admin: AdminSettings;
}

export interface SourceSettings {
  readonly name: string;
  /** Its own path, without a trailing slash; `/in/<name>` works as well. */
  readonly path?: string;
  readonly provider: Provider;
  /** The ring: any of these may have signed. Empty only for providers that need none. */
  readonly secrets: readonly string[];
  /** No secret yet: the provider hands it over while a window is open. */
  readonly enrol: boolean;
  /** Options of the provider's definition (hash, encoding, header …), as given. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly mode: "async" | "sync";
  /** How long a sync answer may take, in ms. */
  readonly syncTimeout: number;
  /** How far the signed time may be from now, in ms; `false`: not checked; `undefined`: the provider's own. */
  readonly tolerance?: number | false;
  /** Bytes. */
  readonly maxBody: number;
  /** Answers to a request that failed verification; `undefined`: the provider's own, else 401 (too old: 400). */
  readonly rejectStatus?: number;
  /** Status of the acknowledgement; `undefined`: the provider's own. */
  readonly ack?: number;
  /** Delays between attempts, in ms; `undefined`: `work.retry`. */
  readonly retry?: readonly number[];
  /** Where the key is read instead of the provider's place; `body-hash` only when asked for by name. */
  readonly key?: KeyChoice;
  /** A source whose provider verifies nothing may listen beyond loopback. */
  readonly allowUnverified: boolean;
}

export type KeyChoice =
  | { readonly header: string }
  | { readonly json: string }
  | { readonly form: string }
  | "body-hash";

export interface WorkSettings {
  /** Delays between attempts, in ms. */
  readonly retry: readonly number[];
  /** Handlers that run at once in this process. */
  readonly concurrency: number;
  /** How long a lease holds without a heartbeat, in ms. */
  readonly lease: number;
  /** How long one attempt of a handler may take, in ms. */
  readonly timeout: number;
  /** How long running handlers are waited for on stop, in ms. */
  readonly stopTimeout: number;
  /** How often the store is asked for due deliveries when nothing wakes the worker, in ms. */
  readonly poll: number;
}

export interface Limits {
  /** Requests in flight. */
  readonly inFlight: number;
  /** Bytes of all bodies in flight. */
  readonly bodies: number;
  /** Bytes of a request's headers. */
  readonly headers: number;
  /** Lines of headers. */
  readonly headerLines: number;
  /** How long a request may take to send its headers, in ms. */
  readonly headersTimeout: number;
  /** How long a request may take to be sent whole, in ms. */
  readonly requestTimeout: number;
  /** Requests a second and source that may enter quarantine. */
  readonly quarantineRate: number;
  readonly backlog: BacklogLimits;
}

/** Where events are refused until there is less to do. Left out: no bound. */
export interface BacklogLimits {
  readonly count?: number;
  /** ms */
  readonly age?: number;
  /** Bytes */
  readonly size?: number;
  /** Bytes; left out: the default, which goes by the disk's size. */
  readonly disk?: number;
}

export interface LogSettings {
  readonly level: "silent" | "error" | "warn" | "info" | "debug";
  /** The one switch that logs bodies. */
  readonly payload: boolean;
  /** Names of request headers, lower case, that a line may show. */
  readonly headers: readonly string[];
}

export interface AdminSettings {
  /** `HOOKINBOX_ADMIN_TOKEN`, or `admin.token`. */
  readonly token?: string;
  /** `HOOKINBOX_LISTEN_TOKEN`, or `admin.listenToken`. */
  readonly listenToken?: string;
  /** Host names the admin listener answers to, beside loopback ones. */
  readonly hosts: readonly string[];
}
