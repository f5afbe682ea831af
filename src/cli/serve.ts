import cluster from "node:cluster";
import { type LoadedConfig, loadConfig } from "../config/load.ts";
import { checkServing } from "../config/serving.ts";
import { inboxOf } from "../inbox.ts";
import { createLogger } from "../log.ts";
import { logObserver } from "../log-observer.ts";
import { createMetrics } from "../metrics.ts";
import { combineObservers } from "../observers.ts";
import { createFigures } from "../server/figures/figures.ts";
import { serve as startServer } from "../server/serve.ts";
import { EXIT } from "./exit.ts";
import { print, say } from "./output.ts";
import { stopSignal } from "./stop-signal.ts";
import { tracing } from "./tracing.ts";

export interface ServeOptions {
  readonly config?: string;
  readonly host: string;
  readonly port: number;
  readonly adminHost: string;
  readonly adminPort: number;
  readonly work: boolean;
  /** Processes that receive and work, beside one that watches over them; 1: this one, alone. */
  readonly processes?: number;
}

/** What one process does. */
export interface Part {
  readonly host: string;
  /** Left out: it receives nothing. */
  readonly port?: number;
  readonly adminHost: string;
  /** Left out: no admin listener. */
  readonly adminPort?: number;
  readonly work: boolean;
}

/** How long what is left may keep the process after everything was closed, in ms. */
const LINGER = 2_000;

/**
 * Runs the inbox of a config until it is told to stop. Both listeners bind once store and handlers are ready, and one
 * line on stdout says so. Resolves with 0 after SIGINT or SIGTERM, with 1 when the store must not be used any more.
 */
export async function serve({ config, processes = 1, ...part }: ServeOptions): Promise<number> {
  const loaded = await loadConfig({ file: config });
  checkServing(loaded.settings, part, loaded.file);
  const names = [...loaded.settings.sources.keys()];
  if (cluster.isWorker) return await (await import("./processes.ts")).runChild(loaded, part);
  if (processes > 1)
    return await (await import("./processes.ts")).supervise(
      loaded,
      { ...part, processes },
      (ingest, admin) => `${ingest}${placesText(names)}, admin ${admin}, ${processes} processes`,
    );
  return await runPart(loaded, part, ({ ingest, admin }) => `${ingest}${placesText(names)}, admin ${admin}`);
}

/** Works and receives nothing: beside processes of `serve --no-work`. */
export async function work(options: {
  readonly config?: string;
  readonly adminHost: string;
  readonly adminPort?: number;
}): Promise<number> {
  const loaded = await loadConfig({ file: options.config });
  const { adminHost, adminPort } = options;
  return await runPart(
    loaded,
    { host: "127.0.0.1", adminHost, adminPort, work: true },
    ({ admin }) => `works, and receives nothing${admin ? `, admin ${admin}` : ""}`,
  );
}

async function runPart(
  { settings }: LoadedConfig,
  part: Part,
  text: (served: { ingest: string; admin: string }) => string,
): Promise<number> {
  const stopped = stopSignal();
  const metrics = createMetrics(settings.sources.keys());
  const figures = createFigures();
  const logged = logObserver(createLogger(settings.log), settings.log);
  const observer = combineObservers(logged, metrics.observer, figures.observer, ...(await tracing()));
  const inbox = inboxOf(settings, { observer });
  const broken = new Promise<Error>((resolve) => inbox.onFatal(resolve));
  const served = await startServer(inbox, { ...part, metrics, figures, observer });
  print(`hookinbox is ready: ${text(served)}`);

  const end = await Promise.race([stopped, broken]);
  if (end instanceof Error) {
    say(`The store must not be used any more: ${end.message}`);
    void served.close().catch(() => {});
    process.exitCode = EXIT.failed;
    linger();
    return EXIT.failed;
  }
  say(`${end}: no new events; what runs gets its time. Again to stop at once.`);
  await served.close();
  linger();
  return EXIT.fine;
}

/** Whatever a handler left open must not keep the process. */
export const linger = (): void => void setTimeout(() => process.exit(), LINGER).unref();

/** `/in/github`, or with several `/in/<source> (github, stripe)`. */
export function placesText(names: readonly string[]): string {
  if (names.length === 1) return `/in/${names[0]}`;
  const shown = names.length > 6 ? [...names.slice(0, 6), "…"] : names;
  return `/in/<source> (${shown.join(", ")})`;
}
