import { QueryCache, QueryClient, type UseQueryOptions, useQuery } from "@tanstack/react-query";
import { ApiError, createApi } from "../../src/client/api.ts";
import type { AnswerOf, InputOf, RouteName } from "../../src/client/routes.ts";

export { ApiError };

/** The admin API, on the address that this page came from; the cookie of the log-in goes along. */
export const api = createApi();

const SESSION: RouteName = "GET /api/session";

export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, { queryKey }) => {
      // The cookie has run out, or the token was changed: ask for it.
      if (queryKey[0] !== SESSION && statusOf(error) === 401) queries.invalidateQueries({ queryKey: [SESSION] });
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 1_000,
      // What the server has refused it refuses again; what did not reach it is tried when the stream is back.
      retry: (count, error) => statusOf(error) >= 500 && count < 2,
      networkMode: "always",
      refetchOnWindowFocus: false,
    },
    mutations: { networkMode: "always" },
  },
});

/** 0: no answer came. */
export const statusOf = (error: unknown): number => (error instanceof ApiError ? error.problem.status : 0);

type Options<N extends RouteName> = Omit<UseQueryOptions<AnswerOf<N>>, "queryKey" | "queryFn">;

/** What one GET of the admin API answers, kept and shared by all who ask the same. */
export function useApi<N extends RouteName>(name: N, input?: InputOf<N>, options: Options<N> = {}) {
  return useQuery<AnswerOf<N>>({
    queryKey: [name, input ?? null],
    queryFn: ({ signal }) => ask(name, Object.assign({ signal }, input)),
    ...options,
  });
}

/** The same call without the type's question whether there is any input at all. */
const ask = api as <N extends RouteName>(name: N, input: InputOf<N>) => Promise<AnswerOf<N>>;

/** Everything that was answered by these routes is asked again, where somebody looks at it. */
export function refresh(...names: RouteName[]): void {
  for (const name of names) queries.invalidateQueries({ queryKey: [name] });
}
