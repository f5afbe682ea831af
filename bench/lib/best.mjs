const LESS_IS_BETTER = ["p50", "p90", "p99", "max", "cpu", "life", "generator", "loopP99", "loopMax"];
const WORST_COUNTS = ["failures", "wal", "rss"];

const known = (rounds, name) => rounds.map((round) => round[name]).filter((value) => typeof value === "number");

/**
 * The best of each column over the rounds: noise on a shared machine only ever slows.
 * What noise does not explain (failures, the WAL's size, memory) is the worst of the rounds.
 */
export function bestOf(rounds) {
  const best = { rps: Math.max(...known(rounds, "rps")), rounds: rounds.length };
  for (const name of LESS_IS_BETTER) if (known(rounds, name).length) best[name] = Math.min(...known(rounds, name));
  for (const name of WORST_COUNTS) if (known(rounds, name).length) best[name] = Math.max(...known(rounds, name));
  return best;
}
