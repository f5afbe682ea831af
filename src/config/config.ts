import type { Provider } from "../providers/provider.ts";
import type { Duration } from "../types.ts";
import type { DestinationConfig, RouteConfig } from "./destinations/written.ts";
import type { KeyChoice, LogSettings } from "./settings.ts";
import type { Size } from "./sizes.ts";

/**
 * What people write: the default export of `hookinbox.config.{ts,js,mjs,json}`, and the argument of `createInbox`.
 *
 * @example
 * export default defineConfig({
 *   store: "sqlite:./hookinbox.db",
 *   sources: { github: { provider: "github", secret: process.env.GITHUB_WEBHOOK_SECRET } },
 *   handlers: "./handlers.mjs",
 * });
 */
export interface Config {
  /** `sqlite:./hookinbox.db` (the default; a relative path is read from the config's folder), `postgres://user:password@host/database`, or `memory:` (lost at exit). */
  readonly store?: string;
  /** By name; a source receives at `POST /in/<name>`. */
  readonly sources: Readonly<Record<string, SourceConfig>>;
  /** The handlers module; a relative path is read from the config's folder. */
  readonly handlers?: string;
  /** By name: endpoints, programs and queues that events go to beside handlers. */
  readonly destinations?: Readonly<Record<string, DestinationConfig>>;
  /** Which events go to which destination. */
  readonly routes?: readonly RouteConfig[];
  /** What the world calls this server, `https://inbox.example.com`: providers that sign the URL are checked against it. */
  readonly publicUrl?: string;
  readonly work?: WorkConfig;
  readonly retention?: RetentionConfig;
  /** Keeps the words of events, so that a search looks into headers and bodies as well. Default `false`. */
  readonly search?: boolean;
  readonly limits?: LimitsConfig;
  readonly log?: Partial<LogSettings>;
  readonly admin?: AdminConfig;
}

/** One source. Beside these keys it takes the options of its provider: see `hookinbox providers`. */
export interface SourceConfig {
  /** A provider's id, or a definition written inline. */
  readonly provider: string | Provider;
  /** What the provider signs with. Several: any of them may have signed, which is how secrets are changed without a gap. */
  readonly secret?: string | readonly string[] | undefined;
  /** In place of `secret`, where the provider hands it over (Asana, Notion): all is refused until `inbox.enrol()` has it. */
  readonly enrol?: boolean;
  /** A path of its own, `/webhooks/github`, beside `/in/<name>`. A trailing slash does not matter. */
  readonly path?: string;
  /** `sync` runs the handlers before the answer, so that the sender's own retries are used. Default `async`. */
  readonly mode?: "async" | "sync";
  /** How long a sync answer may take. Default 8 s. */
  readonly syncTimeout?: Duration;
  /** How far the signed time may be from now; `0`: the same second; `false`: not checked. Default: the provider's own. */
  readonly tolerance?: Duration | false;
  /** Default 25 MiB. */
  readonly maxBody?: Size;
  /** Status for requests that fail verification. Default: the provider's own, else 401 (too old: 400). */
  readonly rejectStatus?: number;
  /** Status of the acknowledgement. Default: the provider's own. */
  readonly ack?: number;
  /** Delays between attempts; attempts = delays + 1. Default: `work.retry`. */
  readonly retry?: readonly Duration[];
  /** Where the event's key is read instead of the provider's place. */
  readonly key?: KeyChoice;
  /** Lets the provider `none`, which verifies nothing, listen beyond loopback. */
  readonly allowUnverified?: boolean;
  readonly [option: string]: unknown;
}

export interface WorkConfig {
  /** Delays between attempts. Default 10s 30s 2m 10m 30m 1h 2h 4h 8h 8h: eleven attempts over a day. */
  readonly retry?: readonly Duration[];
  /** Handlers that run at once in this process. Default 32. */
  readonly concurrency?: number;
  /** How long a lease holds without a heartbeat. Default 30 s. */
  readonly lease?: Duration;
  /** How long one attempt of a handler may take. Default 5 min. */
  readonly timeout?: Duration;
  /** How long running handlers are waited for on stop. Default 30 s. */
  readonly stopTimeout?: Duration;
  /** How often the store is asked for due deliveries when nothing wakes the worker. Default 500 ms. */
  readonly poll?: Duration;
}

export interface RetentionConfig {
  /** Events with their bodies. Default 30 d. */
  readonly bodies?: Duration;
  /** What repeats are told by. Default 90 d. */
  readonly keys?: Duration;
  /** Requests that failed verification. Default 7 d. */
  readonly quarantine?: Duration;
}

export interface LimitsConfig {
  /** Requests in flight. Default 1000. */
  readonly inFlight?: number;
  /** All bodies in flight. Default 256 MiB. */
  readonly bodies?: Size;
  /** A request's headers. Default 32 KiB. */
  readonly headers?: Size;
  /** Lines of headers. Default 200. */
  readonly headerLines?: number;
  /** Time to send the headers. Default 10 s. */
  readonly headersTimeout?: Duration;
  /** Time to send the whole request. Default 60 s. */
  readonly requestTimeout?: Duration;
  /** Requests a second and source that may enter quarantine. Default 20. */
  readonly quarantineRate?: number;
  /** Above it events are refused with 503 and Retry-After, so that senders keep them and send again. */
  readonly backlog?: BacklogConfig;
}

export interface BacklogConfig {
  /** Deliveries that wait or run. Default: no bound. */
  readonly count?: number;
  /** How long the oldest may have been due. Default: no bound. */
  readonly age?: Duration;
  /** What the store may take up, with its indexes; for Postgres, whose disk cannot be seen from here. Default: no bound. */
  readonly size?: Size;
  /** Free space that is left on the disk of a SQLite store; 0 turns it off. Default 256 MiB, or a twentieth of a smaller disk. */
  readonly disk?: Size;
}

export interface AdminConfig {
  /** Better in the environment, as HOOKINBOX_ADMIN_TOKEN, which goes first. */
  readonly token?: string | undefined;
  /** For `hookinbox listen`: opens the stream and the events on it, and nothing else. Better as HOOKINBOX_LISTEN_TOKEN, which goes first. */
  readonly listenToken?: string | undefined;
  /** Host names the admin listener answers to, beside loopback ones. */
  readonly hosts?: readonly string[];
}

/** Holds a config to its shape, for editors; gives it back as it is. */
export const defineConfig = <const C extends Config>(config: C): C => config;
