import { STATUS_CODES } from "node:http";
import type { Dispatcher } from "undici";
import { DeliveryFailure, excerpt } from "../failure.ts";
import { retryAfter } from "./retry-after.ts";

/** Bytes of an answer that are read: enough for an error page, and for a connection to be used again. */
const READ = 64 * 1024;
/** Tried again, beside redirects and all from 500 up. */
const AGAIN: readonly number[] = [408, 425, 429];

export interface Judging {
  /** `POST https://app.example.com/hooks`, without a query: it may hold a token. */
  readonly what: string;
  readonly took: number;
  readonly retryOn: readonly number[];
  /** Whether the request bore a signature. */
  readonly signed: boolean;
  readonly now: number;
}

/**
 * What an answer means. 2xx: done, in the words that it resolves to. Redirects are not followed: their target was not looked at.
 *
 * @throws DeliveryFailure
 */
export async function judge(
  answer: Dispatcher.ResponseData,
  { what, took, retryOn, signed, now }: Judging,
): Promise<string> {
  const { statusCode: status, headers, body } = answer;
  const statusText = `${status} ${STATUS_CODES[status] ?? ""}`.trim();
  if (status >= 200 && status <= 299) {
    // Not waited for: the app has said what it had to say.
    body.dump({ limit: READ }).catch(() => {});
    return `${statusText} in ${took} ms`;
  }
  const detail = await readStart(body);
  const redirect = status >= 300 && status <= 399;
  const again = redirect || status >= 500 || AGAIN.includes(status) || retryOn.includes(status);
  const target = redirect ? `, which leads to ${targetOf(headers.location)} and is not followed` : "";
  const hint = status === 401 ? unsure(signed) : "";
  throw new DeliveryFailure(`${what} answered ${statusText} in ${took} ms${target}${hint}`, {
    detail,
    final: !again,
    notBefore: retryAfter(headers["retry-after"], now),
  });
}

/** Which half of a shared secret may be wrong. The app's own words follow, and seldom say. */
const unsure = (signed: boolean): string =>
  signed
    ? ": its secret may be another than this destination's `secret`"
    : ": this destination has no `secret`, so what it gets is not signed";

/** The beginning of an answer, as text. */
async function readStart(body: Dispatcher.ResponseData["body"]): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      // Leaving the loop closes the connection.
      if (size >= READ) break;
    }
  } catch {
    // The status is what counts; what there is of the text is shown.
  }
  return excerpt(Buffer.concat(chunks).subarray(0, READ).toString("utf8"));
}

/** Where a redirect leads, without its query. */
function targetOf(location: string | string[] | undefined): string {
  const target = Array.isArray(location) ? location[0] : location;
  return target === undefined ? "nowhere" : (excerpt(target.replace(/[?#].*$/s, "")) ?? "nowhere");
}
