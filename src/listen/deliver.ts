import { setTimeout as sleep } from "node:timers/promises";
import { Agent, request } from "undici";
import { CONNECTION_HEADERS } from "../headers.ts";
import type { Original } from "./remote.ts";

export interface LocalAnswer {
  readonly status: number;
  readonly text: string;
  /** ms */
  readonly took: number;
}

/** What stands where a server keeps a credential back. */
const KEPT_BACK = "[redacted]";
const WAITS = [200, 500, 1_000];
/** Somebody may sit at a breakpoint. */
const PATIENCE = 600_000;
const SHOWN = 300;

const agent = new Agent({ headersTimeout: PATIENCE, bodyTimeout: PATIENCE, connect: { timeout: 10_000 } });

/**
 * The headers as they came, case, order and repeats kept, without those of the connection; then those that are given: a
 * credential in a header is not stored, nor shown, by the server.
 */
export function headersFor({ headers }: Original, id: string, given: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const [name, value] = [headers[i] as string, headers[i + 1] as string];
    if (!CONNECTION_HEADERS.has(name.toLowerCase()) && value !== KEPT_BACK) kept.push(name, value);
  }
  return [...kept, ...given, "X-Hookinbox-Event", id];
}

/** Posts until something answers, whatever it answers. `waiting` is called when nothing did, with how often that was so. */
export async function post(
  to: string,
  headers: readonly string[],
  body: Uint8Array,
  { signal, waiting }: { signal: AbortSignal; waiting: (cause: unknown, tries: number) => void },
): Promise<LocalAnswer> {
  for (let tries = 1; ; tries++) {
    const begun = performance.now();
    try {
      const response = await request(to, { method: "POST", headers: [...headers], body, dispatcher: agent, signal });
      const text = (await response.body.text()).slice(0, SHOWN);
      return { status: response.statusCode, text, took: performance.now() - begun };
    } catch (error) {
      if (signal.aborted) throw error;
      waiting(error, tries);
      await sleep(WAITS[Math.min(tries - 1, WAITS.length - 1)], undefined, { signal });
    }
  }
}
