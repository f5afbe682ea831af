import { dirname, relative } from "node:path";
import { createApi } from "../client/api.ts";
import type { Importer } from "../config/import-module.ts";
import { findConfig } from "../config/load.ts";
import { checkServing } from "../config/serving.ts";
import { codeFrame } from "../dev/code-frame.ts";
import { deskLog, type Paint } from "../dev/desk-log.ts";
import { type FreshImports, freshImports } from "../dev/fresh-import.ts";
import { failedPlace, forgetEnvironment, loadProject, type Project } from "../dev/project.ts";
import { createSwitch, type KeptStore, keepStore } from "../dev/switch.ts";
import { watchProject } from "../dev/watch.ts";
import { isHookinboxError } from "../errors.ts";
import { type Inbox, inboxOf } from "../inbox.ts";
import { createLogger } from "../log.ts";
import { logObserver } from "../log-observer.ts";
import { createMetrics } from "../metrics.ts";
import { combineObservers } from "../observers.ts";
import { firstSampleOf } from "../samples/make.ts";
import { createFigures } from "../server/figures/figures.ts";
import { serve as startServer } from "../server/serve.ts";
import { EXIT } from "./exit.ts";
import { failureText } from "./failure.ts";
import { CALLED, paint, print, printable, say } from "./output.ts";
import { placesText, type ServeOptions } from "./serve.ts";
import { stopSignal } from "./stop-signal.ts";

export interface DevOptions extends Omit<ServeOptions, "work"> {
  readonly fastRetries?: boolean;
}

/** How long what is left may keep the process after everything was closed, in ms. */
const LINGER = 2_000;

/**
 * Runs a project while it is being written: what is saved is taken over behind the open listeners, and what cannot be loaded
 * is said, with its place, while the code before it goes on. Resolves with 0 after SIGINT or SIGTERM.
 */
export async function dev({ config, fastRetries, ...given }: DevOptions): Promise<number> {
  const file = await configFile(config);
  if (file === undefined) return EXIT.failed;
  const stopped = stopSignal();
  const imports = freshImports();
  const desk = createDesk({ file, fastRetries, imports, listen: { ...given, work: true } });
  // Before anything is loaded: a change while it is would be missed otherwise.
  const watching = await watchProject(dirname(file), file, desk.changed);
  imports.onFile(watching.add);
  try {
    await desk.begin();
  } catch (error) {
    await watching.close();
    throw error;
  }
  say(`${await stopped}: what runs gets its time. Again to stop at once.`);
  await watching.close();
  await desk.end();
  setTimeout(() => process.exit(), LINGER).unref();
  return EXIT.fine;
}

/** The config; where there is none, a person at a terminal is offered one. */
async function configFile(config: string | undefined): Promise<string | undefined> {
  try {
    return findConfig(config, process.cwd());
  } catch (error) {
    if (config !== undefined || !process.stdin.isTTY || !process.stdout.isTTY) throw error;
    const { confirm, isCancel } = await import("@clack/prompts");
    const answer = await confirm({
      message: "There is no hookinbox.config here. Write one, with handlers and a secret?",
    });
    if (isCancel(answer) || !answer) return undefined;
    const code = await (await import("./init.ts")).init(undefined, {});
    return code === EXIT.fine ? findConfig(undefined, process.cwd()) : undefined;
  }
}

interface Desk {
  /** Starts, or says why not and waits for a change. */
  begin(): Promise<void>;
  changed(files: readonly string[]): void;
  end(): Promise<void>;
}

interface DeskOptions {
  readonly file: string;
  readonly fastRetries?: boolean;
  readonly imports: FreshImports;
  readonly listen: Omit<ServeOptions, "config">;
}

function createDesk({ file, fastRetries, imports, listen }: DeskOptions): Desk {
  const environment = { ...process.env };
  let running: Awaited<ReturnType<typeof start>> | undefined;
  let queue = Promise.resolve();
  // Where loading fails, it is at fault, or what it imports.
  let loading = file;

  const importer: Importer = (one) => imports.importer((loading = one));
  const load = (): Promise<Project> => loadProject({ file, importer, fastRetries });

  async function take(files: readonly string[]): Promise<void> {
    const begun = performance.now();
    try {
      const project = await load();
      checkServing(project.settings, listen, file);
      if (running) await running.swap(project);
      else running = await start(project, listen, fastRetries);
      if (files.length > 0)
        say(
          `${paint.green("reloaded")} ${names(files, file)} ${paint.dim(`${Math.round(performance.now() - begun)} ms`)}`,
        );
    } catch (error) {
      // A port that is taken is not mended by a change of the code.
      if (isHookinboxError(error) && (error.code === "PORT_TAKEN" || error.code === "LISTEN_FAILED")) throw error;
      sayBroken(error, file, [loading, ...files], running !== undefined);
    }
  }

  return {
    begin: () => (queue = take([])),
    changed(files) {
      queue = queue.then(() => {
        imports.turn();
        forgetEnvironment(environment);
        return take(files);
      });
      queue.catch((error: unknown) => {
        say(failureText(error));
        process.exit(EXIT.failed);
      });
    },
    async end() {
      await queue.catch(() => {});
      await running?.close();
    },
  };
}

/** The first inbox with its listeners; `swap` puts another in its place. */
async function start(project: Project, listen: DeskOptions["listen"], fastRetries = false) {
  const { settings } = project;
  const metrics = createMetrics(settings.sources.keys());
  const figures = createFigures();
  const log = process.env.HOOKINBOX_LOG_FILE
    ? logObserver(createLogger(settings.log), settings.log)
    : deskLog({ print, paint: paint as unknown as Paint, printable }, settings.log);
  const observer = combineObservers(log, metrics.observer, figures.observer);
  let kept = { of: settings, ...(await keepStore(settings)) };
  const inboxFor = (next: Project, { store }: KeptStore): Inbox => {
    const inbox = inboxOf(next.settings, { handlers: next.registrations, store, observer });
    inbox.onFatal(stopOnFatal);
    return inbox;
  };
  const { inbox, to } = createSwitch(inboxFor(project, kept));
  const served = await orClose(kept, startServer(inbox, { ...listen, metrics, figures, observer }));
  print(`hookinbox is ready: ${served.ingest}${placesText([...settings.sources.keys()])}, admin ${served.admin}`);
  if (fastRetries) say(paint.dim("Retries come after seconds; serve takes the delays of the config."));
  sayHint(project);
  await sayInspector(served.admin, settings.admin.token);
  // One after the other: what an old inbox still runs gets its time while the new one receives.
  const leaving = new Set<Promise<unknown>>();

  async function swap(next: Project): Promise<void> {
    const before = kept;
    const isSame = next.settings.store === kept.of.store && next.settings.search === kept.of.search;
    const store = isSame ? kept : { of: next.settings, ...(await keepStore(next.settings)) };
    const fresh = inboxFor(next, store);
    const started = fresh.start({ work: true, host: listen.host });
    await (store === before ? started : orClose(store, started));
    kept = store;
    const gone = to(fresh)
      .stop()
      .then(() => (before === store ? undefined : before.close()))
      .finally(() => leaving.delete(gone));
    leaving.add(gone);
  }

  async function close(): Promise<void> {
    await served.close();
    await Promise.allSettled(leaving);
    await kept.close();
  }
  return { swap, close };
}

/** A store that is left open keeps the process: where what needs it fails, it is closed. */
async function orClose<T>(store: KeptStore, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    await store.close();
    throw error;
  }
}

function stopOnFatal(cause: Error): void {
  say(`The store must not be used any more: ${cause.message}`);
  process.exitCode = EXIT.failed;
  setTimeout(() => process.exit(), LINGER).unref();
}

function sayHint({ settings }: Project): void {
  for (const { provider } of settings.sources.values()) {
    const type = firstSampleOf(provider.id);
    if (type === undefined) continue;
    say(paint.dim(`Send an event: ${CALLED} send ${provider.id} ${type}`));
    return;
  }
}

/** A bin on the ingest listener: what is sent there is only shown. */
async function sayInspector(admin: string, token: string | undefined): Promise<void> {
  const bin = await createApi({ url: admin, token })("POST /api/bins", { json: {} }).catch(() => undefined);
  if (bin) say(paint.dim(`Whatever is sent to ${bin.url}\n  is shown at ${admin}/inspector/${bin.id}`));
}

function sayBroken(error: unknown, file: string, suspects: readonly string[], running: boolean): void {
  say(failureText(error));
  const place = failedPlace(error, file, suspects);
  const frame = place && codeFrame(place);
  if (place && frame) say(`\n${paint.bold(placeText(place, file))}\n${frame}\n`);
  say(paint.yellow(running ? "The code before this change goes on." : "Nothing runs yet: waiting for a change."));
}

const placeText = ({ path, line, column }: { path: string; line: number; column?: number }, file: string): string =>
  `${relative(dirname(file), path)}:${line}${column === undefined ? "" : `:${column}`}`;

const names = (files: readonly string[], config: string): string => {
  const shown = files.slice(0, 3).map((one) => relative(dirname(config), one));
  return files.length > 3 ? `${shown.join(", ")} and ${files.length - 3} more` : shown.join(", ");
};
