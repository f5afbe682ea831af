import { spawnSync } from "node:child_process";

const runs = (command, args) => spawnSync(command, args, { stdio: "ignore" }).status === 0;

/** Debian's Python: the one that its python3-* packages belong to. */
export const PYTHON = "/usr/bin/python3";

/** Why a contestant cannot run here; `undefined` when all of `needs` is there. */
export function missing(needs) {
  const gone = needs.filter((need) => !CHECKS[need]());
  return gone.length ? `${gone.join(", ")} missing: run scripts/setup-bench.sh` : undefined;
}

const CHECKS = {
  "redis-server": () => runs("redis-server", ["--version"]),
  gunicorn: () => runs("gunicorn", ["--version"]),
  webhook: () => runs("webhook", ["--version"]),
  "python3 with flask, redis, celery": () => runs(PYTHON, ["-c", "import flask, redis, celery"]),
};
