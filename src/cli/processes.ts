import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import type { LoadedConfig } from "../config/load.ts";
import { HookinboxError } from "../errors.ts";
import { inboxOf } from "../inbox.ts";
import { createLogger } from "../log.ts";
import { logObserver } from "../log-observer.ts";
import { createMetrics, type Metrics, type MetricsJson, summed } from "../metrics.ts";
import { combineObservers } from "../observers.ts";
import { createFigures } from "../server/figures/figures.ts";
import { serve as startServer } from "../server/serve.ts";
import { answerBins, type BinAnswer, type BinAsked, binsOfParent } from "./children-bins.ts";
import { EXIT } from "./exit.ts";
import { sayFailure } from "./failure.ts";
import { print, say } from "./output.ts";
import type { Part } from "./serve.ts";
import { stopSignal } from "./stop-signal.ts";
import { tracing } from "./tracing.ts";

/**
 * `serve --processes N`: N children that receive and work, all on one port, and this process, which watches over them and
 * has the admin listener and the bins. What a child holds when it is killed comes back by its lease, as after any crash.
 */

/** Pause before a child that died is started again, in ms: doubled each time, and short again after a quiet while. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;
const QUIET = 10_000;
/** How long a child may take to tell its figures, in ms. */
const PATIENCE = 1_000;

/** What a child says. */
type Said = { readonly ready: string } | { readonly metrics: MetricsJson; readonly asked: number };
/** What it is told. */
type Told = { readonly stop: true } | { readonly askMetrics: number };

export interface Supervised extends Part {
  readonly processes: number;
}

/** Resolves with 0 after SIGINT or SIGTERM, once every child has ended; with a child's own code when the first cannot start. */
export async function supervise(
  { settings, file }: LoadedConfig,
  { processes, ...part }: Supervised,
  text: (ingest: string, admin: string) => string,
): Promise<number> {
  if (settings.store === "memory:")
    throw new HookinboxError("CONFIG_INVALID", `${file}: a store in memory is seen by one process alone`, {
      advice: 'Leave out --processes, or store in "sqlite:./hookinbox.db" or in Postgres.',
    });
  const stopped = stopSignal();
  const own = createMetrics([]);
  const figures = createFigures();
  const logged = logObserver(createLogger(settings.log), settings.log);
  const observer = combineObservers(logged, own.observer, figures.observer);
  const inbox = inboxOf(settings, { observer });
  const broken = new Promise<Error>((resolve) => inbox.onFatal(resolve));
  const children = createChildren(processes, (child) => answerBins(child, served.bins));
  const metrics: Metrics = { ...own, render: async (stats) => await summed(await children.metrics(), stats) };
  // Before the children: it migrates, and what is wrong with the store is said once.
  let ingest = "";
  const alone = { ...part, port: undefined, work: false, ingest: () => ingest };
  const served = await startServer(inbox, { ...alone, metrics, figures, observer });
  const failed = await children.start();
  if (typeof failed === "number") {
    await served.close();
    return failed;
  }
  ingest = failed.ingest;
  print(`hookinbox is ready: ${text(ingest, served.admin)}`);
  const end = await Promise.race([stopped, broken]);
  const fatal = end instanceof Error;
  say(
    fatal
      ? `The store must not be used any more: ${end.message}`
      : `${end}: no new events; what runs gets its time. Again to stop at once.`,
  );
  await children.stop();
  await served.close().catch(() => {});
  return fatal ? EXIT.failed : EXIT.fine;
}

/** `started` is told of each. */
function createChildren(count: number, started: (child: Worker) => void) {
  // Bytes of a request at a bin go over as they are.
  cluster.setupPrimary({ serialization: "advanced" });
  let stopping = false;
  let asked = 0;
  const waiting = new Set<NodeJS.Timeout>();

  /** Starts one, in a place that it keeps: resolves when it is ready, or to its exit code. */
  async function spawn(pause: number): Promise<{ ingest: string } | number> {
    const child = cluster.fork();
    started(child);
    const since = Date.now();
    let ready = false;
    const first = new Promise<{ ingest: string } | number>((resolve) => {
      child.on("message", (said: Said | BinAsked) => {
        if (!("ready" in said)) return;
        ready = true;
        resolve({ ingest: said.ready });
      });
      child.once("exit", (code) => resolve(code || EXIT.failed));
    });
    child.once("exit", (code, signal) => {
      // One that never was ready is the business of who started it.
      if (stopping || (!ready && pause === 0)) return;
      const next = Date.now() - since > QUIET ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, pause * 2));
      say(`Process ${child.process.pid} ended (${signal ?? `code ${code}`}): another starts in ${next} ms.`);
      const timer = setTimeout(() => {
        waiting.delete(timer);
        void spawn(next);
      }, next);
      waiting.add(timer);
    });
    return await first;
  }

  const alive = (): Worker[] => Object.values(cluster.workers ?? {}).filter((one) => one !== undefined);

  return {
    /** The first alone: what is wrong with ports, handlers or config is said once. */
    async start(): Promise<{ ingest: string } | number> {
      const first = await spawn(0);
      if (typeof first === "number") return first;
      await Promise.all(Array.from({ length: count - 1 }, () => spawn(FIRST_PAUSE / 2)));
      return first;
    },
    async stop(): Promise<void> {
      stopping = true;
      for (const timer of waiting) clearTimeout(timer);
      await Promise.all(
        alive().map(async (child) => {
          const gone = once(child, "exit");
          if (child.isConnected()) child.send({ stop: true } satisfies Told);
          await gone;
        }),
      );
    },
    /** Of those that answer in time. */
    async metrics(): Promise<MetricsJson[]> {
      const answers = alive().map((child) => ask(child, ++asked));
      return (await Promise.all(answers)).filter((one) => one !== undefined);
    },
  };
}

function ask(child: Worker, asked: number): Promise<MetricsJson | undefined> {
  return new Promise((resolve) => {
    const end = (answer?: MetricsJson) => {
      clearTimeout(timer);
      child.off("message", hear).off("exit", gone);
      resolve(answer);
    };
    const hear = (said: Said | BinAsked) => "metrics" in said && said.asked === asked && end(said.metrics);
    const gone = () => end();
    const timer = setTimeout(end, PATIENCE);
    child.on("message", hear).on("exit", gone);
    if (child.isConnected()) child.send({ askMetrics: asked } satisfies Told);
    else end();
  });
}

/** A child: receives and works until it is told to stop. It ends with its parent, as Node lets no child of a cluster stay. */
export async function runChild({ settings }: LoadedConfig, part: Part): Promise<number> {
  const metrics = createMetrics(settings.sources.keys());
  const figures = createFigures();
  const logged = logObserver(createLogger(settings.log), settings.log);
  const observer = combineObservers(logged, metrics.observer, figures.observer, ...(await tracing()));
  const inbox = inboxOf(settings, { observer });
  const signalled = stopSignal();
  const told = new Promise<string>((resolve) => {
    process.on("message", async (order: Told | BinAnswer) => {
      if ("stop" in order) resolve("stop");
      else if ("askMetrics" in order) tell({ metrics: await metrics.json(), asked: order.askMetrics });
    });
  });
  const broken = new Promise<Error>((resolve) => inbox.onFatal(resolve));
  const served = await startServer(inbox, {
    ...part,
    adminPort: undefined,
    metrics,
    figures,
    observer,
    bins: binsOfParent(),
  }).catch((error: unknown) => {
    // The channel to the parent would keep this process.
    return process.exit(sayFailure(error));
  });
  tell({ ready: served.ingest });
  const end = await Promise.race([signalled, told, broken]);
  if (end instanceof Error) {
    void served.close().catch(() => {});
    process.exit(EXIT.failed);
  }
  await served.close();
  process.exit(EXIT.fine);
}

const tell = (said: Said): void => void (process.connected && process.send?.(said));
