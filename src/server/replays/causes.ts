import type { DeadDelivery } from "../../stores/history.ts";

/** Characters of a cause: its first line says it. */
const MOST = 300;

/**
 * What errors of one cause have in common: the first line, with ids, numbers and quoted text made alike.
 * `Error: order 4711 of "Ann" is gone` → `Error: order N of "…" is gone`
 */
export function causeOf(error: string | null): string {
  if (error === null) return CRASHED;
  const alike = lineOf(error)
    .slice(0, 2_000)
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, "ID")
    .replace(/\b\d{4}-\d\d-\d\dT[\d:.]+Z?\b/g, "TIME")
    .replace(/"[^"]{0,500}"/g, '"…"')
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{12,}\b/gi, "ID")
    .replace(/\b\w*_[A-Za-z0-9]{14,}\b/g, "ID")
    .replace(/\d+(\.\d+)*/g, "N");
  return alike.slice(0, MOST) || "no message";
}

const CRASHED = "the worker crashed";
const lineOf = (error: string): string => error.trimStart().split(/\r?\n/, 1)[0] ?? "";
const firstLine = (error: string | null): string =>
  error === null ? CRASHED : lineOf(error).slice(0, MOST) || "no message";

export interface DeadGroup {
  readonly destination: string;
  readonly cause: string;
  /** First line of the newest error, as it is: what differs may be the one thing that is needed. */
  readonly newest: string;
  count: number;
  readonly newestAt: number;
  readonly events: string[];
}

/** Newest first goes in; the largest group first comes out. */
export function groupDead(dead: readonly DeadDelivery[]): DeadGroup[] {
  const groups = new Map<string, DeadGroup>();
  for (const { destination, error, event, receivedAt } of dead) {
    const cause = causeOf(error);
    const name = `${destination}\n${cause}`;
    const group = groups.get(name) ?? {
      destination,
      cause,
      newest: firstLine(error),
      count: 0,
      newestAt: receivedAt,
      events: [],
    };
    groups.set(name, group);
    group.count += 1;
    if (group.events.length < 10) group.events.push(event);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || b.newestAt - a.newestAt);
}
