import type { z } from "@hono/zod-openapi";
import type { auditRoutes } from "../server/admin/audit.ts";
import type { binRoutes } from "../server/admin/bins.ts";
import type { bulkRoutes } from "../server/admin/bulk.ts";
import type { deadRoutes } from "../server/admin/dead.ts";
import type { eventRoutes } from "../server/admin/events.ts";
import type { pauseRoutes } from "../server/admin/pauses.ts";
import type { quarantineRoutes } from "../server/admin/quarantine.ts";
import type { seriesRoutes } from "../server/admin/series.ts";
import type { sessionRoutes } from "../server/admin/session.ts";
import type { sourceRoutes } from "../server/admin/sources.ts";
import type { statsRoutes } from "../server/admin/stats.ts";
import type { workRoutes } from "../server/admin/work.ts";
import type { workersRoutes } from "../server/admin/workers.ts";

/** Types alone, inferred from the routes that the server runs: nothing of them is there at run time. */

type In<Group> = Group[keyof Group];
type Route =
  | In<typeof auditRoutes>
  | In<typeof binRoutes>
  | In<typeof bulkRoutes>
  | In<typeof deadRoutes>
  | In<typeof eventRoutes>
  | In<typeof pauseRoutes>
  | In<typeof quarantineRoutes>
  | In<typeof seriesRoutes>
  | In<typeof sessionRoutes>
  | In<typeof sourceRoutes>
  | In<typeof statsRoutes>
  | In<typeof workRoutes>
  | In<typeof workersRoutes>;

type NameOf<R extends Route> = `${Uppercase<R["method"]>} ${R["path"]}`;

/** `GET /api/events/{id}` and the like. */
export type RouteName = { [M in Route["method"]]: NameOf<Extract<Route, { method: M }>> }[Route["method"]];

/** The route of a name. */
export type RouteOf<N extends RouteName> = Extract<
  Route,
  N extends `${infer M} ${infer P}` ? { method: Lowercase<M>; path: P } : never
>;

type Asked<R> = R extends { request: infer Request } ? Request : unknown;
type Output<Shape> = Shape extends z.ZodType ? z.output<Shape> : never;
type Input<Shape> = Shape extends z.ZodType ? z.input<Shape> : never;
type JsonOf<Answer> = Answer extends { content: { "application/json": { schema: infer Shape } } }
  ? Output<Shape>
  : never;

/** What a route takes: parameters of its path, its query, its JSON body. */
export type InputOf<N extends RouteName> = (Asked<RouteOf<N>> extends { params: infer Shape }
  ? { params: Output<Shape> }
  : unknown) &
  (Asked<RouteOf<N>> extends { query: infer Shape } ? { query?: Output<Shape> } : unknown) &
  (Asked<RouteOf<N>> extends { body: { content: { "application/json": { schema: infer Shape } } } }
    ? { json: Input<Shape> }
    : unknown);

/** What it answers: the shape of its 2xx; bytes where it has none. */
export type AnswerOf<N extends RouteName> = RouteOf<N>["responses"] extends infer Answers
  ? [JsonOf<Answers[keyof Answers & (200 | 201 | 202)]>] extends [never]
    ? Uint8Array
    : JsonOf<Answers[keyof Answers & (200 | 201 | 202)]>
  : never;
