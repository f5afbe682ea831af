import { HookinboxError, isHookinboxError } from "../errors.ts";
import type { Names } from "../samples/fill.ts";
import { type MadeSample, makeSample } from "../samples/make.ts";
import { toSample } from "../samples/request.ts";
import { createVerifier } from "../verify/create.ts";
import { toInbound } from "../verify/judge.ts";
import { type SignedRequest, sign } from "../verify/sign/sign.ts";
import type { Target } from "./send-target.ts";

/** One event that is to be sent. */
export interface Shot {
  readonly type: string;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly add?: Readonly<Record<string, unknown>>;
  /** In place of a sample. */
  readonly body?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly key?: string;
}

export interface Answer {
  /** 0: nothing answered, and `text` says why. */
  readonly status: number;
  readonly text: string;
  /** ms */
  readonly took: number;
}

/** How long an answer is waited for, in ms: longer than a sync source's handlers may take. */
const TIMEOUT = 30_000;

/** The signed request of an event, as of now. */
export function aim({ provider, url, secrets, options, publicUrl }: Target, shot: Shot, names?: Names): SignedRequest {
  const { type, set, add, key } = shot;
  const made: MadeSample = shot.body
    ? { payload: shot.body, headers: {} }
    : makeSample(provider.id, type, { set, add, names });
  const request = toSample(provider, options, type, made.payload, {
    key,
    headers: { ...made.headers, ...shot.headers },
  });
  const signed = sign(provider, { url, ...request }, { ...options, secret: secrets, publicUrl });
  if (shot.body === undefined) checkType(provider, options, signed, type);
  return signed;
}

/** A field that was set may be the type: then it would be another event than was asked for. */
function checkType(
  provider: Target["provider"],
  options: Target["options"],
  signed: SignedRequest,
  type: string,
): void {
  const verifier = createVerifier({ ...provider, signature: { scheme: "none" } }, { secrets: [], options });
  const inbound = toInbound(signed, undefined);
  const found = verifier.identify(inbound, verifier.parse(inbound)).type;
  if (found === type) return;
  throw new HookinboxError(
    "SAMPLE_MISMATCH",
    `${provider.name} would call this ${JSON.stringify(found)}, not ${JSON.stringify(type)}.`,
  );
}

/** @throws HookinboxError `TARGET_UNREACHABLE` */
export async function fire({ method, url, headers, body }: SignedRequest): Promise<Answer> {
  const begun = performance.now();
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: body.length > 0 ? (body as Uint8Array<ArrayBuffer>) : undefined,
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const text = await response.text();
    return { status: response.status, text, took: performance.now() - begun };
  } catch (cause) {
    const { origin } = new URL(url);
    throw new HookinboxError("TARGET_UNREACHABLE", `Nothing answers at ${origin}: ${reasonOf(cause)}.`, { cause });
  }
}

/** Where something has answered before, no answer is one of many: no reason to send no more. */
export const fireAnyway = (request: SignedRequest): Promise<Answer> =>
  fire(request).catch((error: unknown) => {
    if (!isHookinboxError(error) || error.code !== "TARGET_UNREACHABLE") throw error;
    return { status: 0, text: error.message, took: 0 };
  });

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${TIMEOUT / 1000} s`;
  const cause = error.cause as { code?: string; message?: string } | undefined;
  return cause?.code ?? cause?.message ?? error.message;
}
