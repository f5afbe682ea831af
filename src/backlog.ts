import type { BacklogLimits } from "./config/settings.ts";
import { formatSize, MIB } from "./config/sizes.ts";
import type { Observer } from "./observe.ts";
import type { ArchiveStore, Backlog, StoreTrouble } from "./stores/store.ts";

/** How often it is looked, in ms; and how much longer than a look took, so that looking takes a hundredth of a thread. */
const EVERY = 1_000;
const SPARING = 100;
/** And no longer, however slow: at 4 MB/s a disk's reserve lasts 64 s, and looks are slow when much comes in. */
const AT_MOST = 10_000;
/** Free space that is kept by default: enough to settle what is stored, and for a person to act. */
const RESERVE = 256 * MIB;
/** And of a small disk no more than this part. */
const PART = 1 / 20;
/** Once full, it is well again when there is this much less: not at each event anew. */
const SLACK = 0.1;

export interface BacklogWatch {
  /** Why events are refused at present. */
  trouble(): StoreTrouble | undefined;
  stop(): void;
}

export interface BacklogWatchOptions {
  readonly store: Pick<ArchiveStore, "backlog">;
  readonly limits: BacklogLimits;
  readonly observer: Observer;
}

/** Free bytes below which events are refused. */
export const reserveOf = ({ disk }: BacklogLimits, size: number): number => disk ?? Math.min(RESERVE, size * PART);

/** What is over its bound, in words; `eased`: the bounds that end a refusal. */
function excess({ count, age, size, disk }: Backlog, limits: BacklogLimits, eased: boolean): string | undefined {
  const most = (limit: number) => (eased ? limit * (1 - SLACK) : limit);
  if (limits.count !== undefined && count >= most(limits.count))
    return `${count} deliveries wait or run; limits.backlog.count is ${limits.count}`;
  if (limits.age !== undefined && age >= most(limits.age))
    return `the oldest delivery has been due for ${Math.round(age / 1000)} s; limits.backlog.age is ${Math.round(limits.age / 1000)} s`;
  if (limits.size !== undefined && size >= most(limits.size))
    return `the store takes up ${formatSize(size)}; limits.backlog.size is ${formatSize(limits.size)}`;
  const reserve = disk ? reserveOf(limits, disk.size) : 0;
  if (disk && disk.free < reserve * (eased ? 1 + SLACK : 1))
    return `${formatSize(disk.free)} are free on the store's disk; limits.backlog.disk keeps ${formatSize(reserve)}`;
  return undefined;
}

/** Looks beside the accepts, each second or more seldom, whether there is too much to do; an accept only reads what was found. */
export function watchBacklog({ store, limits, observer }: BacklogWatchOptions): BacklogWatch {
  const ask = { count: limits.count, age: limits.age !== undefined, size: limits.size !== undefined };
  let trouble: StoreTrouble | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function judge(found: Backlog): void {
    const message = excess(found, limits, trouble !== undefined);
    if (message !== undefined && !trouble) observer.noticed?.({ level: "error", code: "BACKLOG_FULL", message });
    if (message === undefined && trouble)
      observer.noticed?.({ level: "info", code: "BACKLOG_WELL", message: "events are taken again" });
    trouble = message === undefined ? undefined : { code: "BACKLOG_FULL", message };
  }

  async function look(): Promise<void> {
    const startedAt = performance.now();
    try {
      judge(await store.backlog(ask));
    } catch {
      // What is wrong with the store is the store's to tell.
    }
    const wait = Math.min(AT_MOST, Math.max(EVERY, SPARING * (performance.now() - startedAt)));
    if (!stopped) timer = setTimeout(look, wait).unref();
  }

  void look();
  return {
    trouble: () => trouble,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
