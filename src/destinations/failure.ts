export interface FailureOptions {
  /** What the other side said. Kept with the attempt; never logged, as it may hold a payload. */
  readonly detail?: string;
  /** No retry will mend it. */
  readonly final?: boolean;
  /** The other side asked not to be tried again before this many ms have passed. */
  readonly notBefore?: number;
  readonly cause?: unknown;
}

/** A delivery that failed: `message` holds no payload and no secret, so it may be logged. */
export class DeliveryFailure extends Error {
  override readonly name = "DeliveryFailure";
  readonly detail?: string;
  readonly final: boolean;
  readonly notBefore: number;

  constructor(message: string, { detail, final = false, notBefore = 0, cause }: FailureOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.detail = detail;
    this.final = final;
    this.notBefore = notBefore;
  }
}

export const isDeliveryFailure = (error: unknown): error is DeliveryFailure => error instanceof DeliveryFailure;

/** Characters of what the other side said that are kept. */
const KEPT = 500;

/** Text of outside, made short and fit to be shown: its end for a program's output, else its beginning. */
export function excerpt(text: string, from: "start" | "end" = "start"): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const plain = text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]+/g, " ").trim();
  if (plain.length <= KEPT) return plain || undefined;
  return from === "start" ? `${plain.slice(0, KEPT)}…` : `…${plain.slice(-KEPT)}`;
}

/** An error of the system in few words: of several addresses that were tried, what each said. */
export function causeText(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0)
    return [...new Set(error.errors.map(causeText))].join("; ");
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  const message = error.message || error.name;
  return code === undefined || message.includes(code) ? message : `${message} (${code})`;
}
