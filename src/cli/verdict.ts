import { formatSize } from "../config/sizes.ts";
import { ERRORS } from "../errors.ts";
import type { Provider } from "../providers/provider.ts";
import type { Instant } from "../types.ts";
import type { VerifyResult } from "../verify/judge.ts";
import { EXIT } from "./exit.ts";
import { formatAt, paint, print, printable, printJson, say } from "./output.ts";

/** A verdict, and what it was made of. */
export interface Judged {
  readonly provider: Provider;
  /** What is checked with these options, a sentence each. */
  readonly checks: readonly string[];
  readonly verdict: VerifyResult;
  readonly receivedAt: Instant;
  /** Bytes of the body. */
  readonly size: number;
  readonly remarks: readonly string[];
  /** Nobody said when the request came. */
  readonly asOfNow: boolean;
}

export const verdictCode = ({ ok }: VerifyResult): number => (ok ? EXIT.fine : EXIT.failed);

/** A verdict in words. What a challenge is answered with may be made with the secret, and is not shown. */
export function showVerdict(judged: Judged, { json }: { json?: boolean }): void {
  const { verdict, provider, receivedAt } = judged;
  const remarks = remarksOf(judged);
  if (json) {
    const { reply, ...rest } = verdict;
    printJson({ ...rest, provider: provider.id, receivedAt, ...(reply && { challenge: reply.status }), remarks });
    return;
  }
  if (verdict.ok) showVerified(verdict, judged);
  else showRefused(verdict);
  if (verdict.reply)
    line("answer", `a challenge: the inbox answers it with ${verdict.reply.status}, and handles nothing`);
  for (const remark of remarks) say(printable(remark));
}

const line = (name: string, text: string): void => print(`  ${paint.dim(name.padEnd(9))} ${printable(text)}`);

function showVerified(verdict: VerifyResult & { ok: true }, { provider, checks, receivedAt, size }: Judged): void {
  print(`${paint.green("verified")}  ${provider.name}`);
  for (const check of checks) line("check", check);
  line("key", verdict.key ?? "none: repeats are not told apart, unless the source sets `key`");
  line("type", verdict.type);
  if (verdict.signedAt !== undefined)
    line("signed at", `${formatAt(verdict.signedAt)}, ${offText(verdict.signedAt, receivedAt)}`);
  line("body", formatSize(size));
}

function offText(signedAt: Instant, receivedAt: Instant): string {
  const seconds = Math.round((receivedAt - signedAt) / 1000);
  return seconds === 0
    ? "as it was received"
    : `${Math.abs(seconds)} s ${seconds > 0 ? "before" : "after"} it was received`;
}

/** Refusals of which a cause can be looked for. */
const SEARCHED = new Set(["SIGNATURE_MISMATCH", "SIGNATURE_MALFORMED"]);

function showRefused({ code, message, advice, cause }: VerifyResult & { ok: false }): void {
  const known = Object.hasOwn(ERRORS, code) ? ERRORS[code as keyof typeof ERRORS] : undefined;
  print(`${paint.red("refused")}  ${code}${known ? `: ${known.title}` : ""}`);
  line("failed", message);
  if (cause !== undefined) line("cause", cause);
  else if (SEARCHED.has(code))
    line("cause", "none of the usual ones was found: secret, encoding, body, address, provider");
  line("fix", advice ?? known?.advice ?? "");
}

function remarksOf({ verdict, asOfNow, remarks }: Judged): string[] {
  const aged = !verdict.ok && (verdict.code === "TIMESTAMP_TOO_OLD" || verdict.code === "TIMESTAMP_IN_FUTURE");
  const advice = "It was judged as of now. Say when it came with --now, or take any age with --tolerance off.";
  return [...remarks, ...(aged && asOfNow ? [advice] : [])];
}
