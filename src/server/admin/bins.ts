import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { toResponse } from "../../adapters/fetch.ts";
import { toVariable } from "../../config/secrets.ts";
import { HookinboxError, isHookinboxError } from "../../errors.ts";
import { header } from "../../headers.ts";
import { problem, problemOf } from "../../problem.ts";
import { describeProvider } from "../../providers/describe.ts";
import { pageSize } from "../../stores/store.ts";
import type { Bin, BinRequest, Bins } from "../bins/bins.ts";
import type { Hub } from "../stream/hub.ts";
import type { Addresses } from "./addresses.ts";
import { bytesReply } from "./bytes.ts";
import type { AdminEnv } from "./guard.ts";
import { redactHeaders, redactUrl } from "./redact.ts";
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

const shownRequest = ({ body, provider, headers, url, ...request }: BinRequest) => ({
  ...request,
  url: redactUrl(url),
  headers: redactHeaders(headers, []),
  size: body.length,
  contentType: header(headers, "content-type") ?? null,
  provider: provider ? { id: provider.id, name: provider.name } : null,
});

/** Where nothing is received there are none, and none can be made. */
const NOWHERE: Bins = {
  create: () => {
    throw new HookinboxError("NO_BINS_HERE");
  },
  change: () => undefined,
  get: () => undefined,
  list: () => [],
  remove: () => undefined,
  at: () => undefined,
  receive: async () => undefined,
  onRequest: () => {},
};

export function addBins(app: OpenAPIHono<AdminEnv>, bins: Bins | undefined, hub: Hub, addresses: Addresses): void {
  addRoutes(app, bins ?? NOWHERE, hub, addresses);
}

function addRoutes(app: OpenAPIHono<AdminEnv>, bins: Bins, hub: Hub, addresses: Addresses): void {
  bins.onRequest((bin, request) => hub.publish({ kind: "bin", data: { bin: bin.id, request: shownRequest(request) } }));
  const shown = ({ id, answer, provider, secret, requests: kept, createdAt, expiresAt }: Bin) => ({
    id,
    url: addresses.at(`/bin/${id}`),
    answer: { ...answer, headers: { ...answer.headers } },
    provider: provider?.id ?? null,
    hasSecret: secret !== undefined,
    requests: kept.length,
    createdAt,
    expiresAt,
  });
  const missing = () => toResponse(problem("NOT_FOUND", "there is no bin of this id")) as never;

  app.openapi(create, (c) => {
    try {
      return c.json(shown(bins.create(c.req.valid("json"))), 201);
    } catch (error) {
      return refused(error);
    }
  });

  app.openapi(list, (c) => c.json({ items: bins.list().map(shown) }, 200));

  app.openapi(show, (c) => {
    const found = bins.get(c.req.valid("param").id);
    return found ? c.json(shown(found), 200) : missing();
  });

  app.openapi(change, (c) => {
    try {
      const found = bins.change(c.req.valid("param").id, c.req.valid("json"));
      return found ? c.json(shown(found), 200) : missing();
    } catch (error) {
      return refused(error);
    }
  });

  app.openapi(remove, (c) => {
    const found = bins.remove(c.req.valid("param").id);
    return found ? c.json(shown(found), 200) : missing();
  });

  app.openapi(requests, (c) => {
    const found = bins.get(c.req.valid("param").id);
    if (!found) return missing();
    const { before, limit } = c.req.valid("query");
    const newest = found.requests.toReversed();
    const from = before === undefined ? 0 : newest.findIndex(({ id }) => id === before) + 1;
    const items = newest.slice(from, from + pageSize(limit)).map(shownRequest);
    const more = newest.length > from + items.length;
    return c.json({ items, next: more ? (items.at(-1)?.id ?? null) : null }, 200);
  });

  app.openapi(body, (c) => {
    const { id, request } = c.req.valid("param");
    const found = bins.get(id)?.requests.find((one) => one.id === request);
    return (found ? toResponse(bytesReply(found.id, found.body)) : missing()) as never;
  });

  app.openapi(toSource, (c) => {
    const found = bins.get(c.req.valid("param").id);
    if (!found) return missing();
    const { name, provider: asked } = c.req.valid("json");
    const provider =
      asked ?? found.provider?.id ?? found.requests.findLast((one) => one.provider)?.provider?.id ?? "none";
    try {
      const needsSecret = describeProvider(provider).secret !== null;
      const variable = `${toVariable(name)}_WEBHOOK_SECRET`;
      const secret = needsSecret ? `, secret: process.env.${variable}` : "";
      const config = `${JSON.stringify(name)}: { provider: ${JSON.stringify(provider)}${secret} },`;
      return c.json({ provider, config, env: needsSecret ? `${variable}=` : "", path: `/in/${name}` }, 200);
    } catch (error) {
      return refused(error);
    }
  });
}

/** A provider that is not known, too many bins. */
function refused(error: unknown): never {
  if (!isHookinboxError(error)) throw error;
  return toResponse(error.status > 0 ? problemOf(error) : problem("QUERY_INVALID", error.message)) as never;
}
