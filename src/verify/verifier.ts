import type { Payload } from "../payload.ts";
import type { HeaderBag, Inbound, Instant, Reply } from "../types.ts";

/** What a request proved. A failure says the cause and the fix, and never the right signature. */
export type Verdict =
  | {
      readonly ok: true;
      /** When the provider signed it; absent where it signs no time. */
      readonly signedAt?: Instant;
    }
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      readonly advice?: string;
      readonly cause?: string;
    };

/** A provider's definition made ready for one source: keys decoded, templates split, once. */
export interface Verifier {
  /** Said once at start: what is weak in this set-up, in plain words. */
  readonly warnings: readonly string[];
  /** Methods that the source takes: `["POST"]`, with `GET` where the provider greets by it. */
  readonly methods: readonly string[];
  /** Content types that the source takes, lower case; `undefined`: any. */
  readonly contentTypes?: readonly string[];
  /** Status of the acknowledgement that the provider documents. */
  readonly ack: number;
  /** Whether the acknowledgement has no body (Slack shows it, Xero refuses it). */
  readonly emptyAck: boolean;
  /** Status of a refusal that the provider documents. */
  readonly rejectStatus?: number;
  /** Header names, lower case, that carry a credential: left out of what is stored and shown. */
  readonly credentials: readonly string[];
  /** Header names, lower case, that sign the very body: shown even where others put a credential (`authorization`). */
  readonly signatures: readonly string[];
  /** A refusal on the headers alone, before the body is read; `undefined`: read on. */
  refuseUnread(headers: HeaderBag): (Verdict & { ok: false }) | undefined;
  /** The answer to an unsigned challenge; `undefined`: not one. */
  greetUnsigned(inbound: Inbound): Reply | undefined;
  /** Never throws. A promise only where a key is fetched. */
  verify(inbound: Inbound): Verdict | Promise<Verdict>;
  /** The body, read as this provider sends it. Never throws. */
  parse(inbound: Inbound): Payload;
  /** Whether there are challenges that come signed. */
  readonly greetsSigned: boolean;
  /** The answer to a challenge that was signed (Slack's `url_verification`); `undefined`: an event. */
  greetSigned(inbound: Inbound, payload: Payload): Reply | undefined;
  /**
   * There only while enrolment is open, at a provider that hands over the secret (Asana, Notion): the secret, to be
   * kept where the source has none, and the answer; `undefined`: no such handshake.
   */
  readonly enrol?: (inbound: Inbound) => { secret: string; reply: Reply } | undefined;
  /** The event's key and type. Never throws. */
  identify(inbound: Inbound, payload: Payload): { key: string | null; type: string };
}
