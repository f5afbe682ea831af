import type { Settings } from "./config/settings.ts";
import type { ArchiveStore, StoreTrouble } from "./stores/store.ts";
import type { Head, Reply } from "./types.ts";

/** A request on its way in: its head, and a way to read its body once the head has passed. */
export interface IncomingRequest extends Head {
  /** The source, where the caller knows it; else the path decides. */
  readonly source?: string;
  /**
   * Reads the body, at most `limit` bytes. Rejects with a `HookinboxError`: `BODY_TOO_LARGE`, `REQUEST_TIMEOUT`,
   * `BAD_REQUEST` (cut off, wrong length), `BODY_ALREADY_PARSED`.
   */
  read(limit: number): Promise<Uint8Array>;
}

export interface Inbox {
  readonly settings: Settings;
  /** What was stored, for admin and command line. Ready after `start()` (or `open()`). */
  readonly archive: ArchiveStore;
  /** The source that receives at this path (`/in/github`, or a source's own); a trailing slash does not matter. */
  sourceAt(pathname: string): string | undefined;
  /** One request in, one answer out. Never rejects. */
  receive(request: IncomingRequest): Promise<Reply>;
  /** The web-standard form of `receive`. */
  fetch(request: Request, options?: { source?: string }): Promise<Response>;
  /** New deliveries of a stored event: to one destination, or to all that it is routed to today. */
  replay(id: string, options?: { destination?: string }): Promise<string[] | undefined>;
  /** `ready`: store open and routes known; `trouble`: why nothing can be stored at present. */
  health(): { ready: boolean; trouble?: StoreTrouble };
  /** Opens and migrates the store, then works. `work: false`: receives only. */
  start(options?: { work?: boolean }): Promise<void>;
  /** Opens the store alone: for commands that only look. */
  open(): Promise<void>;
  /** No new claims; running handlers get their time; then the store is closed. */
  stop(): Promise<void>;
}
