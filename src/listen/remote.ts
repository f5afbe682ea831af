import { createParser } from "eventsource-parser";
import { Agent, type Dispatcher, request } from "undici";
import { BEAT, type StreamMessage } from "../client/stream.ts";
import { HookinboxError } from "../errors.ts";
import type { EventSummary, Page } from "../stores/store.ts";

/** One message of the stream, with the cursor to go on from after it. */
export type Told = StreamMessage & { readonly cursor: string };

/** A stored request, as it came. */
export interface Original {
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

/**
 * The admin API of a running inbox, as far as a listener needs it. Rejects with `LISTEN_REFUSED` where the token is not taken,
 * and with whatever the network says, for which it is worth trying again.
 */
export interface Remote {
  /** Tells until the link ends, or nothing has been heard for `SILENCE` ms: then it rejects. */
  stream(cursor: string | undefined, tell: (told: Told) => void, signal: AbortSignal): Promise<void>;
  /** `undefined`: the event is gone; without a body: that is not kept any more. */
  original(id: string, signal: AbortSignal): Promise<Original | "gone">;
  /** Received at a time or later, newest first. */
  since(after: number, before: string | undefined, signal: AbortSignal): Promise<Page<EventSummary>>;
}

export interface RemoteOptions {
  readonly from: string;
  readonly token?: string;
  /** Of these sources; none: of all. */
  readonly sources: readonly string[];
}

/** The server says something every 4 s: who hears nothing for this long, in ms, is cut off. */
export const SILENCE = 10_000;
/** How long an answer may take to begin, in ms. */
const PATIENCE = 10_000;
const MOST_TEXT = 64 * 1024 * 1024;

export function createRemote({ from, token, sources }: RemoteOptions): Remote {
  const base = from.replace(/\/+$/, "");
  const agent = new Agent({ connect: { timeout: PATIENCE }, headersTimeout: PATIENCE, bodyTimeout: SILENCE });
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };

  async function get(path: string, query: Record<string, string | undefined>, signal: AbortSignal) {
    const url = new URL(base + path);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
    const response = await request(url, { dispatcher: agent, headers, signal });
    if (response.statusCode < 300) return response;
    const said = await problemOf(response);
    throw refusal(base, response.statusCode, said);
  }

  async function json<T>(path: string, query: Record<string, string | undefined>, signal: AbortSignal): Promise<T> {
    return (await (await get(path, query, signal)).body.json()) as T;
  }

  return {
    async stream(cursor, tell, signal) {
      const source = sources.length > 0 ? sources.join(",") : undefined;
      const { body } = await get("/api/stream", { kinds: "event", source, cursor }, signal);
      const decoder = new TextDecoder();
      const parser = createParser({
        onEvent: ({ event, id, data }) => {
          // Heard already, by coming: it moves no cursor.
          if (event !== BEAT) tell({ kind: event, data: JSON.parse(data), cursor: id ?? "" } as unknown as Told);
        },
      });
      for await (const part of body) parser.feed(decoder.decode(part as Uint8Array, { stream: true }));
    },
    async original(id, signal) {
      const path = `/api/events/${encodeURIComponent(id)}`;
      try {
        const [{ headers }, { body }] = await Promise.all([
          json<{ headers: string[] }>(path, {}, signal),
          get(`${path}/body`, {}, signal),
        ]);
        const bytes = new Uint8Array(await body.arrayBuffer());
        if (bytes.length > MOST_TEXT) throw new Error("a body of more than 64 MB");
        return { headers, body: bytes };
      } catch (error) {
        if (error instanceof RemoteError && (error.status === 404 || error.status === 410)) return "gone";
        throw error;
      }
    },
    async since(after, before, signal) {
      // A list is of one source or of all; only that of all has the order across several.
      const source = sources.length === 1 ? sources[0] : undefined;
      const query = { after: String(after), before, limit: "1000", source };
      const page = await json<Page<EventSummary>>("/api/events", query, signal);
      return { ...page, items: page.items.filter((event) => sources.length === 0 || sources.includes(event.source)) };
    },
  };
}

/** An answer that is no 2xx, and for which it is worth trying again. */
export class RemoteError extends Error {
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

async function problemOf({
  body,
}: Dispatcher.ResponseData): Promise<{ code?: string; detail?: string; title?: string }> {
  try {
    return (await body.json()) as { code?: string };
  } catch {
    return {};
  }
}

function refusal(base: string, status: number, { code, detail, title }: Awaited<ReturnType<typeof problemOf>>): Error {
  if (status === 401 || code === "ROLE_NOT_ALLOWED")
    return new HookinboxError("LISTEN_REFUSED", `${base} does not take this token (${status}).`);
  if (status === 403 || (status === 404 && code !== "EVENT_UNKNOWN"))
    return new HookinboxError("LISTEN_REFUSED", `${base} answered ${status}: ${detail ?? title ?? "no reason given"}`, {
      advice:
        status === 403
          ? "Where the admin listener is reached by a name, that name stands in `admin.hosts` of its config."
          : "--from is the address of the inbox's admin listener (port 8421 unless said), not of the one that receives.",
    });
  if (status === 400)
    return new HookinboxError("LISTEN_REFUSED", `${base} answered: ${detail ?? title ?? "no reason given"}`, {
      advice: "--source takes names that stand under `sources` in the config of that inbox.",
    });
  return new RemoteError(`it answered ${status}${code === undefined ? "" : ` (${code})`}`, status);
}
