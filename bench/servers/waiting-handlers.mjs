// A handler that waits 5 ms, as one that asks another service does.
const handler = () => new Promise((resolve) => setTimeout(resolve, 5));

export default { github: { "issues.opened": { handler, concurrency: Number(process.env.BENCH_CONCURRENCY) } } };
