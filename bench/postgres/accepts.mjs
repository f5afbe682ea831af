// Events over HTTP into Postgres, beside the queues that one would otherwise put them into.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { bullmqFlushed } from "../contestants/bullmq.mjs";
import { startHookinbox } from "../contestants/hookinbox.mjs";
import { servers } from "../lib/paths.mjs";
import { runRound } from "../lib/round.mjs";

const ours = (name, server, options) => ({
  name,
  start: async ({ dir }) => {
    const started = await startHookinbox({ dir, logLevel: "warn", store: await server.database(), ...options });
    return { ...started, processes: [...started.processes] };
  },
});

async function peer(name, server, seconds) {
  const args = [join(servers, "postgres-peers.mjs"), name, await server.database(), String(seconds)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout).rate;
}

/** The best of each one's rounds, which are run in turn. */
export async function accepts(server, { rounds, seconds }) {
  const best = {};
  const note = (name, rate) => (best[name] = Math.max(best[name] ?? 0, rate));
  for (let round = 0; round < rounds; round++) {
    const accept = await runRound(ours("postgres-accept", server, { work: false }), { seconds });
    note("accept", accept.rps);
    best.acceptP99 = Math.min(best.acceptP99 ?? Number.POSITIVE_INFINITY, accept.p99);
    best.failures = (best.failures ?? 0) + accept.failures;
    note("pg-boss", await peer("pg-boss", server, seconds));
    note("graphile-worker", await peer("graphile-worker", server, seconds));
    const life = await runRound(ours("postgres-life", server, { work: true }), { seconds });
    note("life", life.rps);
    best.failures += life.failures;
    if (!bullmqFlushed.unavailable()) note("bullmq", (await runRound(bullmqFlushed, { seconds })).rps);
  }
  return best;
}
