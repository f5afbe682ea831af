import type { RouteConfig } from "./config/destinations/written.ts";
import type { Settings } from "./config/settings.ts";
import type { Destination } from "./destinations/destination.ts";
import type { Handler } from "./destinations/handler.ts";
import type { Edit, Edited } from "./edited.ts";
import type { Observer } from "./observe.ts";
import type { PauseWhat } from "./pause.ts";
import type { IncomingRequest } from "./receive.ts";
import type { Released, ReleaseOptions } from "./release.ts";
import type { HandlerOptions, Registration } from "./routes.ts";
import type { Schema } from "./schema.ts";
import type { ArchiveStore, Pausable, Pruned, Store, StoreTrouble } from "./stores/store.ts";
import type { Clock, Duration, Reply } from "./types.ts";
import type { Verifier } from "./verify/verifier.ts";

export interface Inbox {
  readonly settings: Settings;
  /** What was stored, for admin and command line. Ready after `start()` or `open()`. */
  readonly archive: ArchiveStore;
  /** Name of the store, for people. */
  readonly storeName: string;
  /**
   * Runs a function for events of a source and type (`issues.opened`, `issues.*`, `*`). Before `start()`.
   *
   * @example inbox.on("github", "issues.opened", async (event) => { … });
   */
  on<Payload = unknown>(source: string, type: string, handler: Handler<Payload>, options?: OnOptions<Payload>): Inbox;
  /**
   * Registers the methods of an object that stand below `@on`: a service that was made elsewhere. Before `start()`.
   *
   * @example inbox.register(new Billing(mailer));
   */
  register(instance: object): Inbox;
  /**
   * Sends events of a source (`*`: of all) and of some types to destinations of the config. Before `start()`.
   *
   * @example inbox.route({ from: "stripe", types: "invoice.*", to: "app" });
   */
  route(route: RouteConfig): Inbox;
  /** What verifies a source, for admin and command line. */
  verifier(source: string): Verifier | undefined;
  /** The source that receives at this path (`/in/github`, or a source's own); a trailing slash does not matter. */
  sourceAt(pathname: string): string | undefined;
  /** One request in, one answer out. Never rejects. */
  receive(request: IncomingRequest): Promise<Reply>;
  /** The web-standard form of `receive`. Always a `Response`. */
  fetch(request: Request, options?: { source?: string }): Promise<Response>;
  /** New deliveries of a stored event: to one destination, or to all that it is routed to today. `undefined`: no such event. */
  replay(id: string, options?: { destination?: string }): Promise<string[] | undefined>;
  /**
   * Lets the lanes that dead deliveries of an event hold go on without them; resolves to their ids. `undefined`: no such
   * event.
   */
  skip(id: string): Promise<string[] | undefined>;
  /**
   * Stops deliveries to a destination, or of a source's events, for all processes on the store and over restarts; receiving
   * goes on. What runs already is left to end. Rejects with `PAUSE_UNKNOWN` or `PAUSE_REFUSED`.
   *
   * @example await inbox.pause("github/issues.opened");
   * @example await inbox.pause({ source: "stripe" });
   */
  pause(what: PauseWhat): Promise<PauseChanged>;
  /** Ends a pause: what waited is due. */
  resume(what: PauseWhat): Promise<PauseChanged>;
  /**
   * An edited replay: a new event made of a stored one, with a null key, not verified again. `undefined`: no such event, no
   * such source any more, or the body is pruned.
   */
  edit(id: string, changes: Edit): Promise<Edited | undefined>;
  /** What this process delivers to. Empty before `start()`. */
  destinations(): readonly Destination[];
  /** The patterns of types that a source's handlers and routes are for. Empty before `start()`. */
  wanted(source: string): readonly string[];
  /**
   * Verifies a source's quarantined requests again, against the time at which each was received, and accepts those that
   * hold. `undefined`: no such source.
   */
  release(source: string, options?: ReleaseOptions): Promise<Released | undefined>;
  /**
   * Opens a window (10 minutes unless said) in which a source with `enrol: true` takes the secret that its provider hands
   * over. Resolves to the secret: keep it, and set it as `secret`. Rejects with `ENROL_REFUSED` or `ENROL_EXPIRED`.
   */
  enrol(source: string, options?: { for?: Duration }): Promise<string>;
  /**
   * Deletes what is older than the retention says. Runs by itself every hour as well. `tell` hears after each slice how many
   * rows it has deleted.
   */
  prune(tell?: (deleted: number) => void): Promise<Pruned>;
  /** `ready`: store open and routes known; `trouble`: why nothing can be stored at present. */
  health(): { ready: boolean; trouble?: StoreTrouble };
  /** Called when the store must not be used any more. The inbox answers 503 from then on; the rest is the app's decision. */
  onFatal(listener: (cause: Error) => void): void;
  /**
   * Opens and migrates the store, then works. `work: false`: receives only; `receive: false`: works only, and needs no
   * listener. `host`: the address that its listener binds, where that is known: only on loopback may a source go
   * unverified without `allowUnverified`.
   */
  start(options?: StartOptions): Promise<void>;
  /** Opens and migrates the store, and starts nothing: for commands. */
  open(): Promise<void>;
  /** No new claims; running handlers get their time; then the store is closed. */
  stop(): Promise<void>;
}

/** What was paused or resumed; `changed: false`: it was so already. */
export interface PauseChanged extends Pausable {
  readonly changed: boolean;
}

export interface StartOptions {
  readonly work?: boolean;
  readonly receive?: boolean;
  readonly host?: string;
}

export interface OnOptions<Payload = unknown> extends HandlerOptions {
  /** The destination's name; needed where two handlers stand on one pattern. */
  readonly name?: string;
  /** Checks the payload, and gives it its type. */
  readonly schema?: Schema<unknown, Payload>;
}

export interface InboxOptions {
  /** Beside what `on` and the config's `handlers` register. */
  readonly handlers?: readonly Registration[];
  /** Hears of each request and attempt, in place of the log that `log` in the config sets (`{}`: nobody does). */
  readonly observer?: Observer;
  /** In place of the one that the config names: `postgresStore({ pool })` of `hookinbox/postgres`. Opened and closed by the inbox. */
  readonly store?: Store;
  readonly clock?: Clock;
}
