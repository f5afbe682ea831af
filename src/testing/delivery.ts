import type { SourceSettings } from "../config/settings.ts";
import { ERRORS, type ErrorCode, HookinboxError } from "../errors.ts";
import { toHeaderBag } from "../headers.ts";
import type { IncomingRequest } from "../inbox.ts";
import { toSample } from "../samples/request.ts";
import type { Clock, Inbound, Reply } from "../types.ts";
import { sign } from "../verify/sign/sign.ts";
import type { Verifier } from "../verify/verifier.ts";

/** How one event is sent. */
export interface DeliverRequest {
  /** The event's key; default: the payload's own, else a made-up one. */
  readonly key?: string;
  /** Beside those that the provider sends. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What signs in place of the source's secret: a wrong one, or the private key where the source has the public one. */
  readonly secret?: string | readonly string[];
}

interface What {
  readonly source: SourceSettings;
  readonly verifier: Verifier;
  readonly type: string;
  readonly payload: unknown;
  readonly publicUrl: string | undefined;
  readonly clock: Clock;
}

/** The signed request of an event. */
export function toDelivery(what: What, { secret, ...how }: DeliverRequest): IncomingRequest {
  const { source, verifier, type, payload, publicUrl, clock } = what;
  const { provider, options, name } = source;
  const url = `${publicUrl ?? "http://localhost"}${source.path ?? `/in/${name}`}`;
  const sample = toSample(provider, options, type, payload, how);
  const signed = sign(provider, { url, ...sample }, { ...options, secret, now: clock, publicUrl });
  const inbound: Inbound = {
    method: signed.method,
    url: signed.url,
    headers: toHeaderBag(signed.headers),
    body: signed.body,
    receivedAt: clock(),
  };
  const found = verifier.identify(inbound, verifier.parse(inbound)).type;
  if (found !== type && verifier.parse(inbound).kind !== "malformed")
    throw new HookinboxError(
      "SAMPLE_MISMATCH",
      `${provider.name} would call this ${JSON.stringify(found)}, not ${JSON.stringify(type)}`,
    );
  return { ...inbound, source: name, read: async () => inbound.body };
}

/** A refusal, as the error that it is. */
export function refusal(code: string | undefined, message: string | undefined, reply: Reply): Error {
  if (code !== undefined && code in ERRORS) return new HookinboxError(code as ErrorCode, message);
  return new Error(`deliver: no event was stored; the answer was ${reply.status} ${String(reply.body ?? "")}`);
}
