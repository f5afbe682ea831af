import { statSync } from "node:fs";
import { basename, dirname, extname, sep } from "node:path";
import { watch } from "chokidar";

const CODE = new Set([".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx"]);
/** Editors write a file in several steps, and tools many files at once: what comes within this many ms is one change. */
const QUIET = 60;

/** The watcher tells nothing of a change within 50 ms of one that it told of: what was told is looked at again after this many ms. */
const RECHECK = 150;

export interface Watching {
  /** Watches a file as well, whatever its ending and wherever it stands: one that the project imports. */
  add(file: string): void;
  close(): Promise<void>;
}

/**
 * Calls back with the files of a folder that were changed: code, `.env`, and the config. Not below `node_modules`, nor in
 * folders with a dot, nor for data that a handler writes. What else the project imports is added once that is known.
 */
export async function watchProject(
  folder: string,
  config: string,
  onChange: (files: string[]) => void,
): Promise<Watching> {
  const added = new Set([config]);
  // A file is watched by its folder: it may be taken away and put back, as some editors save.
  const folders = new Set<string>();
  const isWatched = (path: string): boolean =>
    added.has(path) || (!isSkipped(path, folder) && (CODE.has(extname(path)) || basename(path) === ".env"));
  const watcher = watch(folder, {
    ignoreInitial: true,
    ignored: (path, stats) =>
      !added.has(path) &&
      !folders.has(path) &&
      (isSkipped(path, folder) || (stats?.isFile() === true && !isWatched(path))),
  });
  const changed = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  let soon: NodeJS.Timeout | undefined;
  const later = (ms: number, run: () => void): NodeJS.Timeout => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, ms);
    timers.add(timer);
    return timer;
  };

  function note(path: string): void {
    changed.add(path);
    if (soon) clearTimeout(soon);
    soon = later(QUIET, tell);
  }

  function tell(): void {
    const all = [...changed];
    changed.clear();
    const stamps = new Map(all.map((path) => [path, stampOf(path)]));
    onChange(all);
    later(RECHECK, () => {
      for (const [path, stamp] of stamps) if (stampOf(path) !== stamp) note(path);
    });
  }

  watcher.on("all", (event, path) => {
    if (event !== "addDir" && event !== "unlinkDir" && isWatched(path)) note(path);
  });
  await new Promise<void>((resolve) => watcher.once("ready", resolve));
  return {
    add(file) {
      if (isWatched(file)) return;
      added.add(file);
      folders.add(dirname(file));
      watcher.add([dirname(file), file]);
    },
    async close() {
      for (const timer of timers) clearTimeout(timer);
      await watcher.close();
    },
  };
}

function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? "gone" : `${stats.mtimeMs} ${stats.size}`;
}

/** What stands elsewhere; below the watched folder, which may itself lie in one with a dot, what nobody writes by hand. */
const isSkipped = (path: string, folder: string): boolean =>
  path !== folder &&
  (!path.startsWith(folder + sep) ||
    path
      .slice(folder.length + 1)
      .split(sep)
      .some((part) => part === "node_modules" || (part.startsWith(".") && part !== ".env")));
