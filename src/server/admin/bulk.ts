import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { toResponse } from "../../adapters/fetch.ts";
import type { Inbox } from "../../inbox.ts";
import { problem } from "../../problem.ts";
import { createReplays, type ReplayJob } from "../replays/replays.ts";
import { askerOf } from "./audit.ts";
import type { AdminEnv } from "./guard.ts";
import { idParam, json, problemAnswer } from "./shapes.ts";
import { bulkBody, bulkJob, bulkJobs, bulkPreview } from "./shapes-work.ts";

const asked = { body: { content: { "application/json": { schema: bulkBody } }, required: true } } as const;
const invalid = problemAnswer("The body is not valid");
const unknown = problemAnswer("No job of this id: jobs end with the process that runs them");

const preview = createRoute({
  method: "post",
  path: "/api/replays/preview",
  summary: "Which events a bulk replay would take: looks only",
  request: asked,
  responses: { 200: json(bulkPreview, "How many, and the newest of them"), 400: invalid },
});
const start = createRoute({
  method: "post",
  path: "/api/replays",
  summary: "Replay many events, at a pace",
  request: asked,
  responses: { 202: json(bulkJob, "The job, which has begun"), 400: invalid },
});
const list = createRoute({
  method: "get",
  path: "/api/replays",
  summary: "Bulk replays of this process, newest first",
  responses: { 200: json(bulkJobs, "The jobs") },
});
const show = createRoute({
  method: "get",
  path: "/api/replays/{id}",
  summary: "How far a bulk replay is",
  request: { params: idParam },
  responses: { 200: json(bulkJob, "The job"), 404: unknown },
});
const cancel = createRoute({
  method: "delete",
  path: "/api/replays/{id}",
  summary: "Cancel a bulk replay: what was replayed already stays",
  request: { params: idParam },
  responses: { 200: json(bulkJob, "The job"), 404: unknown },
});

export const bulkRoutes = { preview, start, list, show, cancel };

export function addBulk(app: OpenAPIHono<AdminEnv>, inbox: Inbox): void {
  const replays = createReplays(inbox);
  const shown = ({ filter, ...job }: ReplayJob) => {
    const { ids, ...rest } = filter;
    return { ...job, filter: ids === undefined ? rest : { ...rest, ids: [...ids] } };
  };
  const missing = () => toResponse(problem("NOT_FOUND", "there is no job of this id")) as never;

  app.openapi(preview, async (c) => c.json(await replays.preview(c.req.valid("json").filter), 200));

  app.openapi(start, (c) => {
    const asked = c.req.valid("json");
    const job = replays.start(asked, askerOf(c));
    const { ids, ...filter } = asked.filter;
    const detail = { ...asked, filter: ids === undefined ? filter : { ...filter, ids: ids.length } };
    c.set("audited", { subject: job.id, detail });
    return c.json(shown(job), 202);
  });

  app.openapi(list, (c) => c.json({ items: replays.list().map(shown) }, 200));

  app.openapi(show, (c) => {
    const job = replays.get(c.req.valid("param").id);
    return job ? c.json(shown(job), 200) : missing();
  });

  app.openapi(cancel, (c) => {
    const job = replays.cancel(c.req.valid("param").id);
    return job ? c.json(shown(job), 200) : missing();
  });
}
