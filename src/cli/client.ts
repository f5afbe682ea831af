import { ApiError, createApi, type Problem } from "../client/api.ts";
import { HookinboxError } from "../errors.ts";
import type { PauseChanged } from "../inbox.ts";
import type { PauseWhat } from "../pause.ts";
import type { Released } from "../release.ts";
import type { Fleet } from "../roll.ts";
import type {
  EventDetail,
  EventQuery,
  EventSummary,
  Page,
  Pause,
  Quarantined,
  QuarantinedDetail,
  QuarantineQuery,
} from "../stores/store.ts";

export const DEFAULT_ADMIN_URL = "http://127.0.0.1:8421";

/** How long a running inbox may take to answer, in ms. */
const TIMEOUT = 10_000;

/** The admin API of a running inbox. Each method rejects with `ADMIN_UNREACHABLE` or `ADMIN_REFUSED`; `undefined`: no such thing. */
export interface Client {
  /** Whether a hookinbox answers there at all, whether the token opens it (`role`), and what its store is called. Never rejects. */
  find(): Promise<{ readonly role?: string | null; readonly store?: string } | undefined>;
  events(query: EventQuery): Promise<Page<EventSummary>>;
  event(id: string): Promise<EventDetail | undefined>;
  body(id: string): Promise<Uint8Array | undefined>;
  replay(id: string, destination?: string): Promise<string[] | undefined>;
  skip(id: string): Promise<string[] | undefined>;
  pause(what: PauseWhat): Promise<PauseChanged>;
  resume(what: PauseWhat): Promise<PauseChanged>;
  paused(): Promise<readonly Pause[]>;
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
  const api = createApi({
    url: base,
    token: token || undefined,
    fetch: async (input, init) => {
      try {
        return await fetch(input, { ...init, signal: AbortSignal.timeout(TIMEOUT) });
      } catch (cause) {
        throw new HookinboxError("ADMIN_UNREACHABLE", `${base} does not answer: ${reasonOf(cause)}`, { cause });
      }
    },
  });

  /** What is not there is `undefined`. Gone: an event whose bytes have been pruned. */
  async function found<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { status, code } = error.problem;
      if ((status === 404 || status === 410) && code !== undefined) return undefined;
      throw refusal(base, error.problem);
    }
  }

  const must = async <T>(answer: Promise<T>): Promise<T> => {
    const value = await found(answer);
    if (value === undefined)
      throw new HookinboxError("ADMIN_REFUSED", `${base} does not know this request: is it another version?`);
    return value;
  };

  async function change(verb: "pause" | "resume", what: PauseWhat): Promise<PauseChanged> {
    try {
      return await api(`POST /api/${verb}`, { json: typeof what === "string" ? { name: what } : what });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { code, detail } = error.problem;
      throw code === "PAUSE_UNKNOWN" ? new HookinboxError(code, detail) : refusal(base, error.problem);
    }
  }

  return {
    async find() {
      try {
        const answer = await api("GET /api/session");
        return typeof answer === "object" && answer !== null && "required" in answer ? answer : undefined;
      } catch {
        return undefined;
      }
    },
    events: ({ ids: _, ...query }) => must(api("GET /api/events", { query })),
    event: (id) => found(api("GET /api/events/{id}", { params: { id } })),
    body: (id) => found(api("GET /api/events/{id}/body", { params: { id } })),
    replay: async (id, destination) =>
      (await found(api("POST /api/events/{id}/replay", { params: { id }, json: { destination } })))?.deliveries,
    pause: (what) => change("pause", what),
    resume: (what) => change("resume", what),
    paused: async () => (await must(api("GET /api/stats"))).paused,
    quarantine: (query) => must(api("GET /api/quarantine", { query: { ...query } })),
    skip: async (id) => (await found(api("POST /api/events/{id}/skip", { params: { id } })))?.deliveries,
    async quarantined(id) {
      const detail = await found(api("GET /api/quarantine/{id}", { params: { id } }));
      const body = detail && (await found(api("GET /api/quarantine/{id}/body", { params: { id } })));
      return detail && { ...detail, body: body ?? new Uint8Array() };
    },
    release: (source, preview) => found(api("POST /api/quarantine/release", { json: { source, preview } })),
    workers: () => must(api("GET /api/workers")),
  };
}

function refusal(base: string, { status, ...said }: Problem): HookinboxError {
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
