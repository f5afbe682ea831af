import { ERRORS, type ErrorCode, type HookinboxError } from "./errors.ts";
import type { Reply } from "./types.ts";

/** What an error answer says. `code` is of the error table, or the verifier's. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly advice?: string;
  /** Beside those that every problem has. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Seconds after which a refused sender may come again: 429 and 503 say so, other statuses do not. */
const RETRY_AFTER_SECONDS = 5;

const plain = new Map<ErrorCode, Reply>();

/**
 * An error of the table as an answer: `application/problem+json` (RFC 9457), with `Retry-After` where the status is 429 or 503.
 *
 * @example problem("BODY_TOO_LARGE", "the body has 9000 bytes, this source takes 4096")
 */
export function problem(code: ErrorCode, detail?: string, headers?: Readonly<Record<string, string>>): Reply {
  if (detail !== undefined || headers !== undefined) return problemReply({ code, ...ERRORS[code], detail, headers });
  // A flood of one refusal should not be paid for with one JSON.stringify each.
  let reply = plain.get(code);
  if (!reply) plain.set(code, (reply = problemReply({ code, ...ERRORS[code] })));
  return reply;
}

/** A caught error as an answer; its `message` becomes the detail. */
export function problemOf(error: HookinboxError): Reply {
  const { title } = ERRORS[error.code];
  const detail = error.message === title ? undefined : error.message;
  return problemReply({ code: error.code, status: error.status, title, detail, advice: error.advice });
}

/** Any refusal as an answer, for codes outside the table (the verifier's) and for statuses that a source sets itself. */
export function problemReply({ status, code, title, detail, advice, headers }: Problem): Reply {
  const answered = status >= 400 && status <= 599 ? status : 500;
  return {
    status: answered,
    headers: {
      "content-type": "application/problem+json",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
      ...(answered === 429 || answered === 503 ? { "retry-after": String(RETRY_AFTER_SECONDS) } : undefined),
      ...headers,
    },
    body: JSON.stringify({ type: `urn:hookinbox:error:${code}`, title, status: answered, code, detail, advice }),
  };
}
