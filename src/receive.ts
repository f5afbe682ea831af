import type { SourceSettings } from "./config/settings.ts";
import { ERRORS, type ErrorCode, isHookinboxError } from "./errors.ts";
import { examine } from "./examine.ts";
import { header } from "./headers.ts";
import type { Observer, Receipt } from "./observe.ts";
import { mediaType } from "./payload.ts";
import { problem, problemOf, problemReply } from "./problem.ts";
import type { Quarantine } from "./quarantine.ts";
import type { Source } from "./source.ts";
import type { Accepted, NewEvent, StoreTrouble } from "./stores/store.ts";
import type { SyncRun } from "./sync.ts";
import type { Head, Inbound, Reply } from "./types.ts";
import type { Verdict, Verifier } from "./verify/verifier.ts";

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

export interface ReceiverOptions {
  source(request: IncomingRequest): Source | undefined;
  /** Why nothing can be taken at present. */
  trouble(): StoreTrouble | { readonly code: "STOPPING" } | undefined;
  accept(event: NewEvent): Promise<Accepted>;
  /** Runs the handlers of a sync source's event; absent in a process that does not work. */
  readonly sync?: SyncRun;
  readonly quarantine: Quarantine;
  readonly observer: Observer;
  /** Whether receipts carry bodies. */
  readonly showBodies: boolean;
}

/** What became of a request: the answer, and what is noted of it. Made whole at once, as it is made for each request. */
interface Outcome {
  readonly reply: Reply;
  readonly outcome: Receipt["outcome"];
  readonly code?: string;
  readonly message?: string;
  readonly body?: Uint8Array;
  readonly id?: string;
  readonly key?: string | null;
  readonly type?: string;
}

export interface Receiver {
  /** One request in, one answer out. Never rejects. */
  receive(request: IncomingRequest): Promise<Reply>;
  /** Resolves when no request is in flight. */
  idle(): Promise<void>;
}

const JSON_HEADERS = { "content-type": "application/json" };
const NO_HEADERS = {};
const EMPTY = new Uint8Array(0);

/** A sync answer comes after the work, so it says that it is done; any 2xx keeps a sender content. */
const SYNC_ACK = 200;

/**
 * What is cheap comes first, and nothing is read that need not be:
 * source → method → store → length → content type → signature there? → body → greet → verify → greet → parse → accept.
 */
export function createReceiver(options: ReceiverOptions): Receiver {
  const { observer, quarantine } = options;
  let inFlight = 0;
  let drained: (() => void) | undefined;

  /** Refusals on the head alone. */
  function refuseHead({ settings, verifier }: Source, head: Head): Outcome | undefined {
    if (!verifier.methods.includes(head.method))
      return refused("METHOD_NOT_ALLOWED", `${head.method} is not taken here`, { allow: verifier.methods.join(", ") });
    const trouble = options.trouble();
    if (trouble) return failed(trouble.code);
    const length = Number(header(head.headers, "content-length") ?? 0);
    if (length > settings.maxBody)
      return refused("BODY_TOO_LARGE", `the body has ${length} bytes, this source takes ${settings.maxBody}`);
    const { contentTypes } = verifier;
    if (
      contentTypes &&
      head.method === "POST" &&
      !contentTypes.includes(mediaType(header(head.headers, "content-type") ?? ""))
    )
      return refused("UNSUPPORTED_TYPE", `this source takes ${contentTypes.join(", ")}`);
    const unread = verifier.refuseUnread(head.headers);
    return unread && unverified(settings, verifier, inboundOf(head, EMPTY), unread);
  }

  /** Keeps what failed verification, and answers with its cause. */
  function unverified(
    settings: SourceSettings,
    verifier: Verifier,
    inbound: Inbound,
    verdict: Verdict & { ok: false },
  ): Outcome {
    const { code, message, advice } = verdict;
    quarantine.keep(settings.name, inbound, code, advice === undefined ? message : `${message}. ${advice}`);
    const known = ERRORS[code as ErrorCode] ?? ERRORS.VERIFY_FAILED;
    const status = settings.rejectStatus ?? verifier.rejectStatus ?? known.status;
    const reply = problemReply({ status, code, title: known.title, detail: message, advice: advice ?? known.advice });
    return { reply, outcome: "refused", code, message, body: inbound.body };
  }

  function malformed({ settings }: Source, inbound: Inbound, reason: string): Outcome {
    quarantine.keep(settings.name, inbound, "malformed", reason);
    const reply = problem("MALFORMED_BODY", reason);
    return { reply, outcome: "refused", code: "MALFORMED_BODY", message: reason, body: inbound.body };
  }

  async function take(source: Source, request: IncomingRequest): Promise<Outcome> {
    const { settings, verifier } = source;
    const inbound = inboundOf(request, await request.read(settings.maxBody));
    const greeting = source.enrol?.(inbound) ?? verifier.greetUnsigned(inbound);
    if (greeting) return { reply: greeting, outcome: "challenge" };
    const examined = examine(source, inbound);
    const found = examined instanceof Promise ? await examined : examined;
    switch (found.kind) {
      case "event": {
        const accepted = await options.accept(found.event);
        const end = found.event.sync ? await unfinished(source, found.event, accepted.id) : undefined;
        return end ?? taken(source, found.event, accepted);
      }
      case "challenge":
        return { reply: found.reply, outcome: "challenge" };
      case "malformed":
        return malformed(source, inbound, found.reason);
      case "refused":
        return unverified(settings, verifier, inbound, found.verdict);
    }
  }

  /** What became of a sync source's event, where its handlers have not all succeeded. */
  async function unfinished({ settings }: Source, event: NewEvent, id: string): Promise<Outcome | undefined> {
    const ended = await options.sync!(id, event.destinations, settings.syncTimeout);
    if (ended === "done") return undefined;
    const { body, key, type } = event;
    const code = ended === "failed" ? "HANDLER_FAILED" : "HANDLER_RUNNING";
    return { reply: problem(code, `event ${id}`), outcome: "failed", code, body, id, key, type };
  }

  async function receive(request: IncomingRequest): Promise<Reply> {
    const startedAt = performance.now();
    inFlight += 1;
    const source = options.source(request);
    let end: Outcome;
    try {
      end = source ? (refuseHead(source, request) ?? (await take(source, request))) : refused("UNKNOWN_SOURCE");
    } catch (error) {
      end = caught(error);
    }
    inFlight -= 1;
    if (inFlight === 0) drained?.();
    observer.received?.({
      source: source?.settings.name,
      status: end.reply.status,
      outcome: end.outcome,
      code: end.code,
      message: end.message,
      id: end.id,
      key: end.key,
      type: end.type,
      size: end.body?.length ?? 0,
      took: performance.now() - startedAt,
      head: request,
      body: options.showBodies ? end.body : undefined,
    });
    return end.reply;
  }

  return {
    receive,
    idle: () => (inFlight === 0 ? Promise.resolve() : new Promise((resolve) => (drained = resolve))),
  };
}

const inboundOf = ({ method, url, headers, receivedAt }: Head, body: Uint8Array): Inbound => ({
  method,
  url,
  headers,
  receivedAt,
  body,
});

function taken({ settings, verifier }: Source, event: NewEvent, { id, duplicate }: Accepted): Outcome {
  const { body, key, type, sync } = event;
  const outcome = duplicate ? "duplicate" : "accepted";
  const status = settings.ack ?? (sync ? SYNC_ACK : verifier.ack);
  return { reply: acknowledge(verifier, status, outcome, id), outcome, body, id, key, type };
}

function refused(code: ErrorCode, detail?: string, headers?: Record<string, string>): Outcome {
  return { reply: problem(code, detail, headers), outcome: "refused", code, message: detail };
}

function failed(code: ErrorCode, message?: string): Outcome {
  return { reply: problem(code), outcome: "failed", code, message };
}

/** Of the 503s, those whose cause is the sender's to know. */
const TOLD: ReadonlySet<ErrorCode> = new Set(["STORE_FULL", "STOPPING", "OVERLOADED"]);

/** An error of ours keeps its code; the store's, and any other, are 503 with the cause in the log alone. */
function caught(error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error);
  if (!isHookinboxError(error)) return failed("STORE_UNAVAILABLE", message);
  if (error.status > 0 && error.status !== 503)
    return { reply: problemOf(error), outcome: "refused", code: error.code, message };
  const told = TOLD.has(error.code) ? error.code : "STORE_UNAVAILABLE";
  return { ...failed(told, message), code: error.code };
}

function acknowledge(verifier: Verifier, status: number, state: "accepted" | "duplicate", id: string): Reply {
  if (verifier.emptyAck || status === 204) return { status, headers: NO_HEADERS };
  return { status, headers: JSON_HEADERS, body: `{"status":"${state}","id":"${id}"}` };
}
