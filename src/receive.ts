import type { SourceSettings } from "./config/settings.ts";
import { ERRORS, type ErrorCode, isHookinboxError } from "./errors.ts";
import { header, isNamed } from "./headers.ts";
import { newEventId } from "./ids.ts";
import type { Observer, Receipt } from "./observe.ts";
import { mediaType, parsePayload } from "./payload.ts";
import { problem, problemOf, problemReply } from "./problem.ts";
import type { Quarantine } from "./quarantine.ts";
import type { Accepted, NewEvent, StoreTrouble } from "./stores/store.ts";
import type { SyncRun } from "./sync.ts";
import type { Head, HeaderBag, Inbound, Reply } from "./types.ts";
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

/** A source made ready: what receive needs to know of it. */
export interface Source {
  readonly settings: SourceSettings;
  readonly verifier: Verifier;
  owed(type: string): readonly string[];
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

/** What became of a request: the answer, and what is noted of it. */
interface Outcome extends Pick<Receipt, "outcome" | "code" | "message" | "id" | "key" | "type"> {
  readonly reply: Reply;
  readonly body?: Uint8Array;
}

const JSON_HEADERS = { "content-type": "application/json" };
const EMPTY = new Uint8Array(0);

/** Any 2xx keeps a sender content; 202 says what is true: taken, not yet done. */
const SYNC_ACK = 200;

/**
 * One request in, one answer out; never rejects. What is cheap comes first, and nothing is read that need not be:
 * source → method → store → length → content type → signature there? → body → greet → verify → greet → parse → accept.
 */
export function createReceiver(options: ReceiverOptions): (request: IncomingRequest) => Promise<Reply> {
  const { observer, quarantine } = options;

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
    const type = contentTypes && mediaType(header(head.headers, "content-type") ?? "");
    if (type !== undefined && head.method === "POST" && !contentTypes!.includes(type))
      return refused("UNSUPPORTED_TYPE", `this source takes ${contentTypes!.join(", ")}`);
    const unread = verifier.refuseUnread(head.headers);
    return unread && unverified(settings, verifier, { ...head, body: EMPTY }, unread);
  }

  /** Keeps what failed verification, and answers with its cause. */
  function unverified(
    settings: SourceSettings,
    verifier: Verifier,
    inbound: Inbound,
    verdict: Verdict & { ok: false },
  ): Outcome {
    const { code, message, advice } = verdict;
    quarantine.keep(settings.name, inbound, code, message);
    const known = ERRORS[code as ErrorCode] ?? ERRORS.VERIFY_FAILED;
    const status = settings.rejectStatus ?? verifier.rejectStatus ?? known.status;
    const reply = problemReply({ status, code, title: known.title, detail: message, advice: advice ?? known.advice });
    return { reply, outcome: "refused", code, message, body: inbound.body };
  }

  async function take(source: Source, inbound: Inbound): Promise<Outcome> {
    const { settings, verifier } = source;
    const greeting = verifier.greetUnsigned(inbound);
    if (greeting) return { reply: greeting, outcome: "challenge" };
    const pending = verifier.verify(inbound);
    const verdict = pending instanceof Promise ? await pending : pending;
    if (!verdict.ok) return unverified(settings, verifier, inbound, verdict);
    const payload = parsePayload(inbound.body, header(inbound.headers, "content-type"));
    if (payload.kind === "malformed") {
      quarantine.keep(settings.name, inbound, "malformed", payload.reason);
      return { ...refused("MALFORMED_BODY", payload.reason), body: inbound.body };
    }
    const challenge = verifier.greetSigned(inbound, payload);
    if (challenge) return { reply: challenge, outcome: "challenge" };
    const { key, type } = verifier.identify(inbound, payload);
    return accept(source, inbound, key, type);
  }

  async function accept(source: Source, inbound: Inbound, key: string | null, type: string): Promise<Outcome> {
    const { settings, verifier } = source;
    const { headers, body, receivedAt } = inbound;
    const sync = settings.mode === "sync";
    const safeType = storable(type);
    const { id, duplicate } = await options.accept({
      id: newEventId(),
      source: settings.name,
      key: key === null ? null : storable(key),
      type: safeType,
      headers: without(headers, verifier.credentials),
      body,
      receivedAt,
      destinations: source.owed(safeType),
      sync,
    });
    const noted = { id, key, type: safeType, body };
    const status = duplicate ? "duplicate" : "accepted";
    if (!sync)
      return { ...noted, outcome: status, reply: acknowledge(source, settings.ack ?? verifier.ack, status, id) };
    const ended = await options.sync!(id, source.owed(safeType), settings.syncTimeout);
    if (ended === "done")
      return { ...noted, outcome: status, reply: acknowledge(source, settings.ack ?? SYNC_ACK, status, id) };
    return { ...noted, ...failed(ended === "failed" ? "HANDLER_FAILED" : "HANDLER_RUNNING", `event ${id}`) };
  }

  async function judge(request: IncomingRequest): Promise<Outcome & { source?: string }> {
    const source = options.source(request);
    if (!source) return refused("UNKNOWN_SOURCE");
    const { name, maxBody } = source.settings;
    try {
      const early = refuseHead(source, request);
      if (early) return { ...early, source: name };
      const body = await request.read(maxBody);
      const { method, url, headers, receivedAt } = request;
      return { ...(await take(source, { method, url, headers, receivedAt, body })), source: name };
    } catch (error) {
      return { ...caught(error), source: name };
    }
  }

  /** An error of ours keeps its code; the store's and any other are 503, with the cause in the log alone. */
  function caught(error: unknown): Outcome {
    if (isHookinboxError(error) && error.status > 0 && error.status !== 503)
      return { reply: problemOf(error), outcome: "refused", code: error.code, message: error.message };
    const code =
      isHookinboxError(error) && (error.code === "STORE_FULL" || error.code === "STOPPING")
        ? error.code
        : "STORE_UNAVAILABLE";
    const message = error instanceof Error ? error.message : String(error);
    return { reply: problem(code), outcome: "failed", code: isHookinboxError(error) ? error.code : code, message };
  }

  return async (request) => {
    const startedAt = performance.now();
    const { reply, body, ...noted } = await judge(request);
    observer.received?.({
      ...noted,
      source: noted.source,
      status: reply.status,
      size: body?.length ?? 0,
      took: performance.now() - startedAt,
      head: request,
      body: options.showBodies ? body : undefined,
    });
    return reply;
  };
}

function refused(code: ErrorCode, detail?: string, headers?: Record<string, string>): Outcome {
  return { reply: problem(code, detail, headers), outcome: "refused", code, message: detail };
}

function failed(code: ErrorCode, detail?: string): Outcome {
  return { reply: problem(code, detail), outcome: "failed", code, message: detail };
}

function acknowledge({ verifier }: Source, status: number, state: "accepted" | "duplicate", id: string): Reply {
  if (verifier.emptyAck || status === 204) return { status, headers: {} };
  return { status, headers: JSON_HEADERS, body: `{"status":"${state}","id":"${id}"}` };
}

/** Text that every store can hold: no NUL (Postgres refuses it, SQLite's functions end at it), no half of a surrogate pair. */
function storable(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes("\u0000") ? whole.replaceAll("\u0000", "\ufffd") : whole;
}

/** What proved the request is of no more use, and would lie about as a secret. */
function without(headers: HeaderBag, names: readonly string[]): HeaderBag {
  if (names.length === 0) return headers;
  const kept: string[] = [];
  for (let i = 0; i < headers.length; i += 2)
    if (!names.some((name) => isNamed(headers[i]!, name))) kept.push(headers[i]!, headers[i + 1]!);
  return kept;
}
