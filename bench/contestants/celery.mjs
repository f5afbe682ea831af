import { SECRET } from "../lib/load.mjs";
import { servers } from "../lib/paths.mjs";
import { answers, freePort, launch, saysReady, until } from "../lib/processes.mjs";
import { missing, PYTHON } from "../lib/programs.mjs";
import { startRedis } from "../lib/redis.mjs";

async function start({ dir, work }) {
  const redis = await startRedis(dir);
  const port = await freePort();
  const env = {
    SECRET,
    REDIS_URL: redis.url,
    PYTHONPATH: servers,
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONUNBUFFERED: "1",
  };
  const workers = work ? [await startWorker(dir, env)] : [];
  const server = launch("gunicorn", "gunicorn", ["-w", "4", "-b", `127.0.0.1:${port}`, "flask_app:app"], { dir, env });
  await until(server, answers(port));
  return { port, path: "/github", processes: [server, ...workers, redis.child] };
}

async function startWorker(dir, env) {
  const args = ["-m", "celery", "-A", "celery_tasks", "worker", "--loglevel", "WARNING"];
  const worker = launch("celery", PYTHON, args, { dir, env });
  await until(worker, saysReady(worker), 30_000);
  return worker;
}

const unavailable = () => missing(["redis-server", "gunicorn", "python3 with flask, redis, celery"]);

/** Its best case as a receiver: nobody works the queue off meanwhile. */
export const celeryAccept = {
  name: "celery-accept",
  title: "Flask + gunicorn -w 4 + Redis + Celery, accepts",
  unavailable,
  start: (options) => start({ ...options, work: false }),
};

export const celery = {
  name: "celery",
  title: "Flask + gunicorn -w 4 + Redis + Celery, whole life",
  unavailable,
  start: (options) => start({ ...options, work: true }),
};
