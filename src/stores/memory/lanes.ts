import { IN_LANE } from "../due.ts";

/** What of a delivery matters to its lane. */
export interface Ordered {
  /** Of its event, in the order of commits. */
  readonly seq: number;
  /** Among the deliveries of its event. */
  readonly n: number;
  readonly version: number | null;
  dueAt: number;
}

export interface Lane<D extends Ordered> {
  readonly name: string;
  readonly key: string;
  /** The one that may run: pending, running, or dead and in the way. */
  holder: D | undefined;
  /** The greatest version that has been done. */
  version: number | null;
  seenAt: number;
  readonly waiting: D[];
}

/** The lanes of the store in memory: what stands in the table `lanes` of the others. */
export function createLanes<D extends Ordered>() {
  const lanes = new Map<string, Lane<D>>();

  function of(destination: string, key: string): Lane<D> {
    const name = `${destination}\n${key}`;
    const lane = lanes.get(name) ?? { name, key, holder: undefined, version: null, seenAt: 0, waiting: [] };
    lanes.set(name, lane);
    return lane;
  }

  /** A lane that nobody needs is forgotten; its version is kept for the retention of keys. */
  function tidy(lane: Lane<D>): void {
    if (lane.holder === undefined && lane.version === null) lanes.delete(lane.name);
  }

  return {
    of,
    /** A new delivery takes hold of its lane, or waits. `over`: a dead holder that it stands in for. */
    join(lane: Lane<D>, delivery: D, now: number, over?: D): void {
      lane.seenAt = now;
      if (lane.holder === undefined || lane.holder === over) lane.holder = delivery;
      else {
        delivery.dueAt = IN_LANE;
        lane.waiting.push(delivery);
        lane.waiting.sort((a, b) => a.seq - b.seq || a.n - b.n);
      }
    },
    /** The holder lets go: the next one is due. */
    next(lane: Lane<D>, ended: D, now: number): void {
      if (lane.holder !== ended) return;
      lane.holder = lane.waiting.shift();
      lane.seenAt = now;
      if (lane.holder) lane.holder.dueAt = now;
      tidy(lane);
    },
    raise(lane: Lane<D>, version: number | null): void {
      if (version !== null) lane.version = Math.max(lane.version ?? version, version);
    },
    prune(before: number): void {
      for (const lane of lanes.values()) if (lane.holder === undefined && lane.seenAt < before) lanes.delete(lane.name);
    },
  };
}
