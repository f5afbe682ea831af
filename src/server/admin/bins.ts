import { createRoute, z } from "@hono/zod-openapi";
import { bytesAnswer, idParam, json, pageQuery, problemAnswer } from "./shapes.ts";
import { bin, binBody, binRequests, binSource, binSourceBody, bins } from "./shapes-bins.ts";

const unknown = problemAnswer("No bin of this id: it has expired, or was deleted");
const invalid = problemAnswer("The body is not valid");
const settings = { content: { "application/json": { schema: binBody } } } as const;

const create = createRoute({
  method: "post",
  path: "/api/bins",
  summary: "A new bin: an address on the ingest listener that takes anything and shows it",
  request: { body: settings },
  responses: { 201: json(bin, "The bin"), 400: invalid, 409: problemAnswer("There are as many bins as may be") },
});
const list = createRoute({
  method: "get",
  path: "/api/bins",
  summary: "The bins of this process, newest first",
  responses: { 200: json(bins, "The bins") },
});
const show = createRoute({
  method: "get",
  path: "/api/bins/{id}",
  summary: "One bin",
  request: { params: idParam },
  responses: { 200: json(bin, "The bin"), 404: unknown },
});
const change = createRoute({
  method: "patch",
  path: "/api/bins/{id}",
  summary: "Change what a bin answers, or what it checks signatures by",
  request: { params: idParam, body: { ...settings, required: true } },
  responses: { 200: json(bin, "The bin"), 400: invalid, 404: unknown },
});
const remove = createRoute({
  method: "delete",
  path: "/api/bins/{id}",
  summary: "Delete a bin with what it took",
  request: { params: idParam },
  responses: { 200: json(bin, "The bin that was"), 404: unknown },
});
const requests = createRoute({
  method: "get",
  path: "/api/bins/{id}/requests",
  summary: "What a bin took, newest first",
  request: { params: idParam, query: pageQuery },
  responses: { 200: json(binRequests, "One page"), 404: unknown },
});
const body = createRoute({
  method: "get",
  path: "/api/bins/{id}/requests/{request}/body",
  summary: "The body of a request",
  request: {
    params: idParam.extend({
      request: z
        .string()
        .max(100)
        .openapi({ param: { name: "request", in: "path" } }),
    }),
  },
  responses: { 200: bytesAnswer, 404: unknown },
});
const toSource = createRoute({
  method: "post",
  path: "/api/bins/{id}/source",
  summary: "The config of a source that takes what this bin took",
  request: { params: idParam, body: { content: { "application/json": { schema: binSourceBody } }, required: true } },
  responses: { 200: json(binSource, "What to put into the config"), 400: invalid, 404: unknown },
});

export const binRoutes = { create, list, show, change, remove, requests, body, source: toSource };
