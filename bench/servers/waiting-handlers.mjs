// A handler that waits 5 ms, as one that asks another service does.
export default {
  github: { "issues.opened": { handler: () => new Promise((resolve) => setTimeout(resolve, 5)), concurrency: 32 } },
};
