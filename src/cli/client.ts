import { HookinboxError } from "../errors.ts";
import type { Released } from "../release.ts";
import type { Fleet } from "../roll.ts";
import type { EventDetail, EventQuery, EventSummary, Page, Quarantined, QuarantineQuery } from "../stores/store.ts";
import type { HeaderBag } from "../types.ts";

export const DEFAULT_ADMIN_URL = "http://127.0.0.1:8421";

/** How long a running inbox may take to answer, in ms. */
const TIMEOUT = 10_000;

export type QuarantinedDetail = Quarantined & { readonly headers: HeaderBag; readonly body: Uint8Array };

/** The admin API of a running inbox. Each method rejects with `ADMIN_UNREACHABLE` or `ADMIN_REFUSED`; `undefined`: no such thing. */
export interface Client {
  /** Whether a hookinbox answers there at all, whether the token opens it (`role`), and what its store is called. Never rejects. */
  find(): Promise<{ readonly role?: string | null; readonly store?: string } | undefined>;
  events(query: EventQuery): Promise<Page<EventSummary>>;
  event(id: string): Promise<EventDetail | undefined>;
  body(id: string): Promise<Uint8Array | undefined>;
  replay(id: string, destination?: string): Promise<string[] | undefined>;
  skip(id: string): Promise<string[] | undefined>;
  quarantine(query: QuarantineQuery): Promise<Page<Quarantined>>;
  quarantined(id: string): Promise<QuarantinedDetail | undefined>;
  release(source: string, preview: boolean): Promise<Released | undefined>;
  workers(): Promise<Fleet>;
}

export interface ClientOptions {
  readonly url: string;
  /** `HOOKINBOX_ADMIN_TOKEN` */
  readonly token?: string;
}

export function createClient({ url, token }: ClientOptions): Client {
  const base = url.replace(/\/+$/, "");

  async function ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(init.body ? { "content-type": "application/json" } : {}),
    };
    try {
      return await fetch(base + path, { ...init, headers, redirect: "error", signal: AbortSignal.timeout(TIMEOUT) });
    } catch (cause) {
      throw new HookinboxError("ADMIN_UNREACHABLE", `${base} does not answer: ${reasonOf(cause)}`, { cause });
    }
  }

  async function get<T>(
    path: string,
    read: (response: Response) => Promise<T>,
    init?: RequestInit,
  ): Promise<T | undefined> {
    const response = await ask(path, init);
    if (response.ok) return await read(response);
    const said = await problemOf(response);
    // Gone: an event whose bytes have been pruned.
    if ((response.status === 404 || response.status === 410) && said.code !== undefined) return undefined;
    throw refusal(base, response.status, said);
  }

  const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;
  const bytes = async (response: Response): Promise<Uint8Array> => new Uint8Array(await response.arrayBuffer());
  const must = async <T>(answer: Promise<T | undefined>): Promise<T> => {
    const value = await answer;
    if (value === undefined)
      throw new HookinboxError("ADMIN_REFUSED", `${base} does not know this request: is it another version?`);
    return value;
  };

  return {
    async find() {
      try {
        const answer = await get("/api/session", json<{ role?: string | null; store?: string }>);
        return typeof answer === "object" && answer !== null && "required" in answer ? answer : undefined;
      } catch {
        return undefined;
      }
    },
    events: (query) => must(get(`/api/events${toQuery({ ...query })}`, json<Page<EventSummary>>)),
    event: (id) => get(`/api/events/${encodeURIComponent(id)}`, json<EventDetail>),
    body: (id) => get(`/api/events/${encodeURIComponent(id)}/body`, bytes),
    async replay(id, destination) {
      const init = { method: "POST", body: JSON.stringify(destination === undefined ? {} : { destination }) };
      return (await get(`/api/events/${encodeURIComponent(id)}/replay`, json<{ deliveries: string[] }>, init))
        ?.deliveries;
    },
    async skip(id) {
      const path = `/api/events/${encodeURIComponent(id)}/skip`;
      return (await get(path, json<{ deliveries: string[] }>, { method: "POST" }))?.deliveries;
    },
    quarantine: (query) => must(get(`/api/quarantine${toQuery({ ...query })}`, json<Page<Quarantined>>)),
    async quarantined(id) {
      const detail = await get(`/api/quarantine/${encodeURIComponent(id)}`, json<Quarantined & { headers: HeaderBag }>);
      const body = detail && (await get(`/api/quarantine/${encodeURIComponent(id)}/body`, bytes));
      return detail && { ...detail, body: body ?? new Uint8Array() };
    },
    async release(source, preview) {
      const init = { method: "POST", body: JSON.stringify({ source, preview }) };
      return await get("/api/quarantine/release", json<Released>, init);
    },
    workers: () => must(get("/api/workers", json<Fleet>)),
  };
}

interface Said {
  readonly code?: string;
  readonly detail?: string;
  readonly title?: string;
  readonly advice?: string;
}

async function problemOf(response: Response): Promise<Said> {
  try {
    return (await response.json()) as Said;
  } catch {
    return {};
  }
}

function refusal(base: string, status: number, said: Said): HookinboxError {
  if (status === 401 || status === 403) {
    return new HookinboxError("ADMIN_REFUSED", `${base} wants another token than the one given (${status}).`, {
      advice: "Set HOOKINBOX_ADMIN_TOKEN to the token that the server was started with.",
    });
  }
  return new HookinboxError(
    "ADMIN_REFUSED",
    `${base} answered ${status}: ${said.detail ?? said.title ?? "no reason given"}`,
    said.advice === undefined ? {} : { advice: said.advice },
  );
}

/** `fetch failed` says nothing: the cause below it does. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${TIMEOUT / 1000} s`;
  const cause = error.cause as { code?: string; message?: string } | undefined;
  return cause?.code ?? cause?.message ?? error.message;
}

function toQuery(values: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? "" : `?${query}`;
}
