import { loadConfig } from "../config/load.ts";
import { checkServing } from "../config/serving.ts";
import { inboxOf } from "../inbox.ts";
import { createLogger } from "../log.ts";
import { logObserver } from "../log-observer.ts";
import { createMetrics } from "../metrics.ts";
import { combineObservers } from "../observers.ts";
import { serve as startServer } from "../server/serve.ts";
import { EXIT } from "./failure.ts";
import { print, say } from "./output.ts";
import { stopSignal } from "./stop-signal.ts";

export interface ServeOptions {
  readonly config?: string;
  readonly host: string;
  readonly port: number;
  readonly adminHost: string;
  readonly adminPort: number;
  readonly work: boolean;
}

/** How long what is left may keep the process after everything was closed, in ms. */
const LINGER = 2_000;

/**
 * Runs the inbox of a config until it is told to stop. Both listeners bind once store and handlers are ready, and one
 * line on stdout says so. Resolves with 0 after SIGINT or SIGTERM, with 1 when the store must not be used any more.
 */
export async function serve({ config, ...listen }: ServeOptions): Promise<number> {
  const { settings, file } = await loadConfig({ file: config });
  checkServing(settings, listen, file);
  const stopped = stopSignal();
  const metrics = createMetrics(settings.sources.keys());
  const observer = combineObservers(logObserver(createLogger(settings.log), settings.log), metrics.observer);
  const inbox = inboxOf(settings, { observer });
  const broken = new Promise<Error>((resolve) => inbox.onFatal(resolve));
  const served = await startServer(inbox, { ...listen, metrics, observer });
  print(`hookinbox is ready: ${served.ingest}${placesText([...settings.sources.keys()])}, admin ${served.admin}`);

  const end = await Promise.race([stopped, broken]);
  // Whatever a handler left open must not keep the process.
  const linger = (): void => void setTimeout(() => process.exit(), LINGER).unref();
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

/** `/in/github`, or with several `/in/<source> (github, stripe)`. */
export function placesText(names: readonly string[]): string {
  if (names.length === 1) return `/in/${names[0]}`;
  const shown = names.length > 6 ? [...names.slice(0, 6), "…"] : names;
  return `/in/<source> (${shown.join(", ")})`;
}
