import { toMs } from "../durations.ts";
import { HookinboxError, isHookinboxError } from "../errors.ts";
import { type HeadersLike, toHeaderBag } from "../headers.ts";
import type { Clock, Duration, Inbound, Instant, Reply } from "../types.ts";
import { refuse } from "./failures.ts";
import type { KeyFetcher } from "./key-fetch.ts";
import type { VerifierSettings } from "./prepare.ts";
import type { Verdict, Verifier } from "./verifier.ts";

/** A request as any framework has it. `body`: the raw bytes, or text that has not been parsed. */
export interface RequestLike {
  readonly method?: string;
  /** Absolute, or a path with its query. */
  readonly url?: string;
  readonly headers: HeadersLike;
  readonly body?: Uint8Array | ArrayBuffer | string | null;
}

/** What `verify` is told beside the request. Further names are options of the provider: `hash`, `encoding` … */
export interface VerifyOptions {
  /** One secret, or a ring of them while one is being changed. */
  readonly secret?: string | readonly string[];
  /** The present, in epoch ms; default: the clock. */
  readonly now?: Instant | Date | Clock;
  /** How far the signed time may be from `now`: ms, or `"5m"`; `0`: the same second; `false`: not checked. */
  readonly tolerance?: Duration | false;
  /** What the provider calls, where that differs from `url`. */
  readonly publicUrl?: string;
  /** Gets keys that a provider publishes, in place of the network. */
  readonly fetchKey?: KeyFetcher;
  readonly [option: string]: unknown;
}

/** `reply` is there for a challenge: send it, and handle nothing. */
export type VerifyResult =
  | {
      readonly ok: true;
      readonly key: string | null;
      readonly type: string;
      readonly signedAt?: Instant;
      readonly reply?: Reply;
    }
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      readonly advice?: string;
      /** The cause, where diagnosis found one: `body-reserialised`, `url`, `other-provider` … */
      readonly cause?: string;
      readonly reply?: Reply;
    };

/** One request by the verifier that the settings ask for. Whatever goes wrong is a refusal. */
export async function verifyBy(
  verifier: () => Verifier,
  request: RequestLike,
  now: VerifyOptions["now"],
): Promise<VerifyResult> {
  try {
    return await judge(verifier(), toInbound(request, now));
  } catch (error) {
    if (isHookinboxError(error)) return { ok: false, code: error.code, message: error.message, advice: error.advice };
    return refuse(
      "VERIFY_FAILED",
      `The request could not be read: ${error instanceof Error ? error.name : "unknown error"}`,
    );
  }
}

/** `verify`'s settings as a verifier takes them: what is not ours is an option of the provider. */
export function toVerifierSettings(settings: VerifyOptions | undefined): VerifierSettings {
  const { secret, now: _, tolerance, publicUrl, fetchKey, ...options } = settings ?? {};
  const secrets = secret === undefined || secret === null ? [] : Array.isArray(secret) ? secret : [secret as string];
  return {
    secrets,
    tolerance: typeof tolerance === "string" ? toMs(tolerance) : tolerance,
    publicUrl,
    options,
    fetchKey,
    diagnoses: Number.POSITIVE_INFINITY,
  };
}

/** One request by a verifier that stands ready. */
export async function judge(verifier: Verifier, inbound: Inbound): Promise<VerifyResult> {
  const unread = verifier.refuseUnread(inbound.headers);
  if (unread) return unread;
  const challenge = verifier.greetUnsigned(inbound);
  if (challenge) {
    return { ...refuse("UNSIGNED_CHALLENGE", "The request is a challenge, which nobody signed"), reply: challenge };
  }
  const verdict = await verifier.verify(inbound);
  if (!verdict.ok) return verdict;
  return verifier.greetsSigned ? withReply(verifier, inbound, verdict) : genuine(verifier, inbound, verdict);
}

type Genuine = VerifyResult & { ok: true };

function withReply(verifier: Verifier, inbound: Inbound, verdict: Verdict & { ok: true }): Genuine {
  const payload = verifier.parse(inbound);
  const reply = verifier.greetSigned(inbound, payload);
  return { ...verifier.identify(inbound, payload), ...verdict, ...(reply && { reply }) };
}

/** Key and type are read when they are asked for: who only verifies does not pay for the parse, half of the time. */
function genuine(verifier: Verifier, inbound: Inbound, verdict: Verdict & { ok: true }): Genuine {
  let read: { key: string | null; type: string } | undefined;
  const identity = () => (read ??= verifier.identify(inbound, verifier.parse(inbound)));
  return {
    ...verdict,
    get key() {
      return identity().key;
    },
    get type() {
      return identity().type;
    },
  };
}

export function toInbound(request: RequestLike, now: VerifyOptions["now"]): Inbound {
  return {
    method: request.method ?? "POST",
    url: request.url ?? "/",
    headers: toHeaderBag(request.headers),
    body: toBytes(request.body),
    receivedAt: toInstant(now),
  };
}

export function toInstant(now: VerifyOptions["now"]): Instant {
  const at = typeof now === "function" ? now() : now instanceof Date ? now.getTime() : (now ?? Date.now());
  if (!Number.isFinite(at)) throw new TypeError("now");
  return at;
}

export function toBytes(body: RequestLike["body"]): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === "string") return Buffer.from(body, "utf8");
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  throw new HookinboxError("BODY_ALREADY_PARSED", "`body` must be the raw bytes or the unparsed text");
}
