import { OpenAPIHono } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";
import { toResponse } from "../../adapters/fetch.ts";
import { isHookinboxError } from "../../errors.ts";
import type { Inbox } from "../../inbox.ts";
import type { Metrics } from "../../metrics.ts";
import type { Observer } from "../../observe.ts";
import { mediaType } from "../../payload.ts";
import { problem, problemOf } from "../../problem.ts";
import { healthReply, readyReply } from "../health.ts";
import { addEvents } from "./events.ts";
import { type AdminEnv, guard } from "./guard.ts";
import { addQuarantine } from "./quarantine.ts";
import { addSession } from "./session.ts";
import { addSources } from "./sources.ts";
import { addStats } from "./stats.ts";
import { addWorkers } from "./workers.ts";

export interface AdminOptions {
  /** The address that the listener binds: requests by that name are answered. */
  readonly host: string;
  /** Left out: there is no `/metrics`. */
  readonly metrics?: Metrics;
  readonly observer?: Observer;
}

/** The largest thing that is posted here names a destination. */
const MOST_POSTED = 16 * 1024;

/** The admin API as a hono app, for `@hono/node-server`. Each resource is a file; `/api/openapi.json` is made of their routes. */
export function createAdmin(inbox: Inbox, { host, metrics, observer }: AdminOptions): OpenAPIHono<AdminEnv> {
  const app = new OpenAPIHono<AdminEnv>({
    defaultHook: (result) => {
      if (result.success) return undefined;
      const detail = result.error.issues
        .map(({ path, message }) => `${path.join(".") || "body"}: ${message}`)
        .join("; ");
      return toResponse(problem("QUERY_INVALID", detail));
    },
  });
  app.use(guard(inbox.settings.admin, host));
  app.use(
    bodyLimit({
      maxSize: MOST_POSTED,
      onError: () => toResponse(problem("BODY_TOO_LARGE", `at most ${MOST_POSTED} bytes`)),
    }),
  );
  app.use(jsonOnly);

  app.get("/healthz", () => toResponse(healthReply()));
  app.get("/readyz", () => toResponse(readyReply(inbox)));
  app.get("/", (c) => c.text("hookinbox: the admin API is described at /api/openapi.json\n"));
  if (metrics) {
    app.get("/metrics", async (c) =>
      c.body(await metrics.render(inbox.archive), 200, { "content-type": metrics.contentType }),
    );
  }
  addSession(app, inbox);
  addEvents(app, inbox);
  addQuarantine(app, inbox);
  addSources(app, inbox);
  addStats(app, inbox);
  addWorkers(app, inbox);
  describeApi(app);

  app.notFound(() => toResponse(problem("NOT_FOUND")));
  app.onError((error) => {
    if (error instanceof HTTPException) return toResponse(problem("QUERY_INVALID", error.message));
    observer?.noticed?.({ level: "error", code: "ADMIN_FAILED", message: error.message, cause: error });
    return toResponse(isHookinboxError(error) && error.status > 0 ? problemOf(error) : problem("INTERNAL"));
  });
  return app;
}

/** Left to itself the router would take a body of another type for none, and replay to every destination instead of one. */
const jsonOnly = createMiddleware<AdminEnv>(async (c, next) => {
  const sent = c.req.header("transfer-encoding") !== undefined || Number(c.req.header("content-length") ?? 0) > 0;
  const type = c.req.header("content-type");
  if (sent && (type === undefined || mediaType(type) !== "application/json")) {
    return toResponse(problem("UNSUPPORTED_TYPE", "the admin API takes application/json"));
  }
  return await next();
});

function describeApi(app: OpenAPIHono<AdminEnv>): void {
  app.openAPIRegistry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "bearer",
    description: "HOOKINBOX_ADMIN_TOKEN; not needed on loopback while none is set",
  });
  app.doc31("/api/openapi.json", {
    openapi: "3.1.0",
    info: { title: "hookinbox admin API", version: "1" },
    security: [{ token: [] }],
  });
}
