import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Inbox } from "../../inbox.ts";
import type { Pausable } from "../../stores/store.ts";
import type { AdminEnv } from "./guard.ts";
import { json, pauseBody, pauseChanged, problemAnswer } from "./shapes.ts";

const request = { body: { content: { "application/json": { schema: pauseBody } }, required: true } } as const;
const responses = {
  200: json(pauseChanged, "What was meant, and whether this changed anything"),
  400: problemAnswer("The body is not valid, or this cannot be paused"),
  404: problemAnswer("No source or destination of this name"),
};

const pause = createRoute({
  method: "post",
  path: "/api/pause",
  summary: "Stop deliveries to a destination, or of a source's events; receiving goes on",
  request,
  responses,
});
const resume = createRoute({
  method: "post",
  path: "/api/resume",
  summary: "End a pause: what waited is due",
  request,
  responses,
});

export const pauseRoutes = { pause, resume };

export function addPauses(app: OpenAPIHono<AdminEnv>, inbox: Inbox): void {
  app.openapi(pause, async (c) => {
    const changed = await inbox.pause(whatOf(c.req.valid("json")));
    c.set("audited", auditedAs(changed));
    return c.json(changed, 200);
  });
  app.openapi(resume, async (c) => {
    const changed = await inbox.resume(whatOf(c.req.valid("json")));
    c.set("audited", auditedAs(changed));
    return c.json(changed, 200);
  });
}

const auditedAs = ({ name, kind }: Pausable) => ({ subject: name, detail: { kind } });

type Body = { name?: string; source?: string; destination?: string };

const whatOf = ({ name, source, destination }: Body) =>
  source !== undefined ? { source } : destination !== undefined ? { destination } : name!;
