import { type ErrorCode, isHookinboxError } from "../errors.ts";
import { EXIT } from "./exit.ts";
import { paint, printable, say } from "./output.ts";

/** Errors that are mended by writing something else, not by trying again. */
const USAGE: ReadonlySet<string> = new Set<ErrorCode>([
  "WRONG_USAGE",
  "CONFIG_NOT_FOUND",
  "CONFIG_FAILED",
  "CONFIG_INVALID",
  "DURATION_INVALID",
  "HANDLERS_FAILED",
  "HANDLERS_INVALID",
  "HANDLER_NEEDS_NAME",
  "SECRET_MISSING",
  "SECRET_INVALID",
  "PROVIDER_OPTION",
  "PROVIDER_INVALID",
  "UNKNOWN_PROVIDER",
  "UNKNOWN_SAMPLE",
  "UNKNOWN_SOURCE",
  "UNKNOWN_FIELD",
  "SCENARIO_INVALID",
  "LISTEN_REFUSED",
  "LISTEN_TAKEN",
  "STORE_UNKNOWN",
  "STORE_UNREACHABLE",
  "STORE_DENIED",
  "STORE_UNSUPPORTED",
  "STORE_NEWER",
  "STORE_OLDER",
  "STORE_UNSAFE",
  "ADMIN_TOKEN_REQUIRED",
]);

export const exitCodeOf = (error: unknown): number =>
  isHookinboxError(error) && USAGE.has(error.code) ? EXIT.usage : EXIT.failed;

/** An error for people: what, where, the fix. A stack only for those who ask for it, and never for a coded error. */
export function failureText(error: unknown, env: Readonly<NodeJS.ProcessEnv> = process.env): string {
  if (isHookinboxError(error)) {
    const message = printable(error.message, { lines: true });
    return `${paint.red(error.code)}: ${message}\n${paint.dim("→")} ${error.advice}`;
  }
  const message = error instanceof Error ? error.message : String(error);
  const place =
    env.HOOKINBOX_DEBUG && error instanceof Error ? `\n${error.stack}` : "\n→ Set HOOKINBOX_DEBUG=1 to see where.";
  return `${paint.red("FAILED")}: ${printable(message, { lines: true })}${place}`;
}

/** Says what went wrong; gives the exit code. */
export function sayFailure(error: unknown): number {
  say(failureText(error));
  return exitCodeOf(error);
}
