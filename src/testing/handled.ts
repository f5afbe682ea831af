import { AssertionError } from "node:assert";
import type { AttemptReport } from "../observe.ts";
import { didYouMean } from "../suggest.ts";

/** What is looked at: `testInbox()`. */
export interface HasAttempts {
  readonly attempts: readonly AttemptReport[];
}

/** What narrows the events that count. */
export interface HandledOptions {
  readonly source?: string;
  /** A handler's destination: `stripe/invoice.paid`, or its own name. */
  readonly destination?: string;
  /** Exactly so many; `0`: none. Default: at least one. */
  readonly times?: number;
}

export interface Verdict {
  readonly pass: boolean;
  /** Says what ran, in full. */
  readonly message: string;
}

/** Whether handlers have succeeded with events of a type, and what has run instead. */
export function judgeHandled(
  { attempts }: HasAttempts,
  type: string,
  options: HandledOptions = {},
  not = false,
): Verdict {
  const { source, destination, times } = options;
  const counted = attempts.filter(
    (one) =>
      one.outcome === "done" &&
      one.type === type &&
      (source === undefined || one.source === source) &&
      (destination === undefined || one.destination === destination),
  ).length;
  const where = [source && `source ${source}`, destination && `destination ${destination}`].filter(Boolean).join(", ");
  const said = `${JSON.stringify(type)}${where ? ` (${where})` : ""} was handled ${counted === 1 ? "once" : `${counted} times`}`;
  const wanted = `expected ${not ? "not " : ""}${times === undefined ? "at least once" : `${times} times`}`;
  const hint = counted === 0 ? didYouMean(type, new Set(attempts.map((one) => one.type))) : "";
  return {
    pass: times === undefined ? counted > 0 : counted === times,
    message: [`${said}; ${wanted}.${hint}`, "What has run:", ...lines(attempts)].join("\n"),
  };
}

function lines(attempts: readonly AttemptReport[]): string[] {
  if (attempts.length === 0) return ["  nothing: no event with a handler has come"];
  return attempts.map(({ type, destination, attempt, outcome, error }) => {
    const [reason] = (error ?? "").split("\n");
    return `  ${type} → ${destination}, attempt ${attempt}: ${outcome}${reason ? `, ${reason}` : ""}`;
  });
}

/**
 * Throws where no handler has succeeded with an event of that type; the message lists what has run instead. For
 * `node:test` and any other runner; vitest has `expect(inbox).toHaveHandled(…)` of `hookinbox/testing/vitest`.
 *
 * @example
 * await inbox.deliver("stripe", "invoice.paid", {});
 * assertHandled(inbox, "invoice.paid");
 * assertHandled(inbox, "invoice.voided", { times: 0 });
 *
 * @throws AssertionError of `node:assert`
 */
export function assertHandled(inbox: HasAttempts, type: string, options?: HandledOptions): void {
  const { pass, message } = judgeHandled(inbox, type, options);
  if (!pass) throw new AssertionError({ message, stackStartFn: assertHandled });
}
