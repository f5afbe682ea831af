import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Inbox } from "../../inbox.ts";
import type { Figures } from "../figures/figures.ts";
import { countOf, quantile } from "../figures/histogram.ts";
import { addTally, emptyTally } from "../figures/tally.ts";
import type { AdminEnv } from "./guard.ts";
import { json } from "./shapes.ts";
import { work } from "./shapes-work.ts";

const list = createRoute({
  method: "get",
  path: "/api/work",
  summary: "Destinations: what they are owed, how long attempts take, whether they are paused",
  responses: { 200: json(work, "Every destination that this process has, or that is owed something") },
});

export const workRoutes = { list };

const HOUR = 60;
const NONE = { pending: 0, running: 0, dead: 0, oldestDueAt: null };

export function addWork(app: OpenAPIHono<AdminEnv>, inbox: Inbox, figures: Figures): void {
  app.openapi(list, async (c) => {
    const [{ destinations, paused }, minutes] = await Promise.all([
      inbox.archive.stats(),
      figures.minutes(Math.floor(Date.now() / 60_000) - HOUR + 1),
    ]);
    const lastHour = emptyTally(0);
    for (const tally of minutes) addTally(lastHour, tally);
    const owed = new Map(destinations.map((one) => [one.destination, one]));
    const here = new Map(inbox.destinations().map((one) => [one.name, one]));
    const items = [...new Set([...here.keys(), ...owed.keys()])].sort().map((destination) => {
      const { pending, running, dead, oldestDueAt } = owed.get(destination) ?? NONE;
      const mine = here.get(destination);
      const {
        done = 0,
        failed = 0,
        times = {},
      } = Object.hasOwn(lastHour.destinations, destination) ? lastHour.destinations[destination]! : {};
      const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)];
      return {
        destination,
        kind: mine ? ((mine as { kind?: string }).kind ?? "handler") : "unknown",
        known: mine !== undefined,
        pending,
        running,
        dead,
        oldestDueAt,
        paused: paused.some(({ kind, name }) => kind === "destination" && name === destination),
        concurrency: mine?.concurrency ?? null,
        done,
        failed,
        latency: p50 === null || p99 === null ? null : { p50, p99, count: countOf(times) },
      };
    });
    return c.json({ items }, 200);
  });
}
