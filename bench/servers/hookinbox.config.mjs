// What the bench's hookinbox runs with: the defaults, one GitHub source, and where its figures differ, a variable.
const { BENCH_STORE, BENCH_HANDLERS, BENCH_LOG_LEVEL, BENCH_SEARCH, SECRET } = process.env;

export default {
  store: BENCH_STORE,
  sources: { github: { provider: "github", secret: SECRET } },
  ...(BENCH_HANDLERS ? { handlers: BENCH_HANDLERS } : {}),
  search: BENCH_SEARCH === "true",
  ...(BENCH_LOG_LEVEL ? { log: { level: BENCH_LOG_LEVEL } } : {}),
};
