import type { AnswerOf, InputOf, RouteName } from "./routes.ts";

/** An error answer, as `application/problem+json` says it. */
export interface Problem {
  readonly status: number;
  /** Absent where something else than hookinbox answered. */
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly advice?: string;
}

/** Thrown for an answer that is no 2xx. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title ?? `the answer was ${problem.status}`);
    this.problem = problem;
  }
}

export interface ApiOptions {
  /** `http://127.0.0.1:8421`; left out: where the page comes from. */
  readonly url?: string;
  /** The admin token; a page has its cookie instead. */
  readonly token?: string;
  readonly fetch?: typeof fetch;
}

/**
 * Calls one route of the admin API. Rejects with an `ApiError` for an answer that is no 2xx, and with what `fetch` throws
 * where there is none.
 *
 * @example
 * const page = await api("GET /api/events", { query: { source: "github", limit: 50 } });
 * const { deliveries } = await api("POST /api/events/{id}/replay", { params: { id }, json: {} });
 */
export type Api = <N extends RouteName>(
  name: N,
  ...input: Record<never, never> extends InputOf<N>
    ? [input?: InputOf<N> & { readonly signal?: AbortSignal }]
    : [input: InputOf<N> & { readonly signal?: AbortSignal }]
) => Promise<AnswerOf<N>>;

interface PlainInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly json?: unknown;
  readonly signal?: AbortSignal;
}

/** The typed client of the admin API, for browser and command line: `fetch`, and the server's own shapes as types. */
export function createApi({ url = "", token, fetch: ask = fetch }: ApiOptions = {}): Api {
  const base = url.replace(/\/+$/, "");
  const call = async (name: string, { params = {}, query = {}, json, signal }: PlainInput = {}): Promise<unknown> => {
    const [method, path = ""] = name.split(" ");
    const filled = path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(params[key] ?? ""));
    const headers: Record<string, string> = {};
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    if (json !== undefined) headers["content-type"] = "application/json";
    const body = json === undefined ? undefined : JSON.stringify(json);
    const response = await ask(base + filled + toQuery(query), { method, headers, body, signal, redirect: "error" });
    if (!response.ok) throw new ApiError(await problemOf(response));
    const type = response.headers.get("content-type") ?? "";
    if (type.startsWith("application/json")) return await response.json();
    return new Uint8Array(await response.arrayBuffer());
  };
  return call as Api;
}

async function problemOf(response: Response): Promise<Problem> {
  const said = (await response.json().catch(() => ({}))) as Partial<Problem> | null;
  return { ...said, status: response.status };
}

function toQuery(values: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? "" : `?${query}`;
}
