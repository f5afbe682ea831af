import { ERRORS, type ErrorCode } from "../errors.ts";

/** Why a request is refused: a code of the error table, what is wrong and where, and the fix. Never the right signature. */
export interface Refusal {
  readonly ok: false;
  readonly code: ErrorCode;
  readonly message: string;
  readonly advice: string;
  /** The cause that diagnosis found: `body-reserialised`, `url` … */
  readonly cause?: string;
}

export const refuse = (code: ErrorCode, message: string, advice: string = ERRORS[code].advice): Refusal => ({
  ok: false,
  code,
  message,
  advice,
});

/** A value of the request for a message: short, printable, on one line. */
export function shown(value: string, limit = 40): string {
  const clean = value.replace(/[^\x20-\x7e]/g, "?");
  return JSON.stringify(clean.length > limit ? `${clean.slice(0, limit)}…` : clean);
}
