import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bench, dist } from "./paths.mjs";

const BATCH = 1000;
const body = readFileSync(join(bench, "load", "issues.json"));
const HEADERS = [
  "User-Agent",
  "GitHub-Hookshot/044aadd",
  "Content-Type",
  "application/json",
  "X-GitHub-Event",
  "issues",
];

/** A module of the build that is measured. */
export const built = (...path) => import(pathToFileURL(join(dist, ...path)).href);

/**
 * Puts `count` events into a store through its port, each owed to one destination: keys, events, payloads, deliveries, all
 * as in service. `eventOf(i)` changes what they are.
 */
export async function fill(store, count, eventOf) {
  const { newEventId } = await built("ids.js");
  const event = (i) => {
    const key = crypto.randomUUID();
    return {
      id: newEventId(),
      source: "github",
      key,
      type: "issues.opened",
      headers: [...HEADERS, "X-GitHub-Delivery", key],
      body,
      receivedAt: Date.now(),
      destinations: ["bench"],
      ...eventOf?.(i),
    };
  };
  for (let stored = 0; stored < count; stored += BATCH)
    await store.accept(Array.from({ length: Math.min(BATCH, count - stored) }, (_, i) => event(stored + i)));
}
