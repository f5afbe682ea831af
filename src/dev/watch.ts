import { statSync } from "node:fs";
import { basename, extname, sep } from "node:path";
import { watch } from "chokidar";

const CODE = new Set([".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx"]);
/** Editors write a file in several steps, and tools many files at once: what comes within this many ms is one change. */
const QUIET = 60;

/** The watcher tells nothing of a change within 50 ms of one that it told of: what was told is looked at again after this many ms. */
const RECHECK = 150;

export interface Watching {
  close(): Promise<void>;
}

/**
 * Calls back with the files of a folder that were changed: code, `.env`, and the config. Not below `node_modules`, nor in
 * folders with a dot, nor for data that a handler writes.
 */
export async function watchProject(
  folder: string,
  config: string,
  onChange: (files: string[]) => void,
): Promise<Watching> {
  const isWatched = (path: string): boolean => CODE.has(extname(path)) || basename(path) === ".env" || path === config;
  const watcher = watch(folder, {
    ignoreInitial: true,
    ignored: (path, stats) => isSkipped(path, folder) || (stats?.isFile() === true && !isWatched(path)),
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

/** Only what stands below the watched folder counts: that may itself lie in one with a dot. */
const isSkipped = (path: string, folder: string): boolean =>
  path
    .slice(folder.length + 1)
    .split(sep)
    .some((part) => part === "node_modules" || (part.startsWith(".") && part !== ".env"));
