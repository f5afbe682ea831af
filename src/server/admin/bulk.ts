import { createRoute } from "@hono/zod-openapi";
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
