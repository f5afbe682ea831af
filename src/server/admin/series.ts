import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Figures } from "../figures/figures.ts";
import { quantile } from "../figures/histogram.ts";
import { addTally, emptyTally, type Tally } from "../figures/tally.ts";
import type { AdminEnv } from "./guard.ts";
import { json, problemAnswer } from "./shapes.ts";
import { series, seriesQuery } from "./shapes-work.ts";

const show = createRoute({
  method: "get",
  path: "/api/series",
  summary: "Figures by minute, of the last hour or day, over all processes of the store",
  request: { query: seriesQuery },
  responses: { 200: json(series, "Oldest first, without gaps"), 400: problemAnswer("A parameter is not valid") },
});

export const seriesRoutes = { show };

const RANGES = { hour: { minutes: 60, step: 1 }, day: { minutes: 1_440, step: 5 } } as const;
const MINUTE = 60_000;
/** Minutes that say how it is now, the running one among them: enough of a quiet inbox, and over soon once it is mended. */
const RECENT = 15;

export function addSeries(app: OpenAPIHono<AdminEnv>, figures: Figures): void {
  app.openapi(show, async (c) => {
    const { minutes, step } = RANGES[c.req.valid("query").range ?? "hour"];
    const last = Math.floor(Date.now() / MINUTE / step) * step;
    const from = last - minutes + step;
    const points = Array.from({ length: minutes / step }, (_, i) => emptyTally(from + i * step));
    const present = Math.floor(Date.now() / MINUTE);
    const recent = emptyTally(present);
    for (const tally of await figures.minutes(from)) {
      const point = points[Math.floor((tally.minute - from) / step)];
      if (point) addTally(point, tally);
      if (tally.minute > present - RECENT) addTally(recent, tally);
    }
    const shown = points.map(({ minute, answers, sources: _, destinations: __, ...counts }) => ({
      at: minute * MINUTE,
      ...counts,
      answerP50: quantile(answers, 0.5),
      answerP99: quantile(answers, 0.99),
    }));
    return c.json({ step: step * MINUTE, points: shown, recent: named(recent) }, 200);
  });
}

/** By name, as what all have in common hides the one that gets nothing through; and without requests to no source at all. */
function named({ accepted, repeats, refused, failed, sources, destinations }: Tally) {
  return {
    minutes: RECENT,
    requests: accepted + repeats + refused + failed,
    failed,
    sources: Object.entries(sources).map(([source, counts]) => ({ source, ...counts })),
    destinations: Object.entries(destinations).map(([destination, { done, failed }]) => ({
      destination,
      done,
      failed,
    })),
  };
}
