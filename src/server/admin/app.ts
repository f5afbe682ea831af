import { OpenAPIHono } from "@hono/zod-openapi";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";
import { toResponse } from "../../adapters/fetch.ts";
import { isHookinboxError } from "../../errors.ts";
import type { Inbox } from "../../inbox.ts";
import type { Metrics } from "../../metrics.ts";
import type { Observer } from "../../observe.ts";
import { mediaType } from "../../payload.ts";
import { problem, problemOf } from "../../problem.ts";
import type { Bins } from "../bins/bins.ts";
import { createFigures, type Figures } from "../figures/figures.ts";
import { healthReply, readyReply } from "../health.ts";
import { createHub } from "../stream/hub.ts";
import { createAddresses } from "./addresses.ts";
import { addAudit, audit } from "./audit.ts";
import { addBins } from "./bins.ts";
import { addBulk } from "./bulk.ts";
import { addDead } from "./dead.ts";
import { addEvents } from "./events.ts";
import { type AdminEnv, createAccess, guard } from "./guard.ts";
import { addPages } from "./pages.ts";
import { addPauses } from "./pauses.ts";
import { addQuarantine } from "./quarantine.ts";
import { redactUrl } from "./redact.ts";
import { addSeries } from "./series.ts";
import { addSession } from "./session.ts";
import { addSources } from "./sources.ts";
import { addStats } from "./stats.ts";
import { addStream } from "./stream.ts";
import { addWork } from "./work.ts";
import { addWorkers } from "./workers.ts";

export interface AdminOptions {
  /** The address that the listener binds: requests by that name are answered. */
  readonly host: string;
  /** Left out: there is no `/metrics`. */
  readonly metrics?: Metrics;
  readonly observer?: Observer;
  /** The ingest listener's address, once it is bound. */
  readonly ingest?: () => string;
  /** Those that the ingest listener fills; left out: this process receives nothing. */
  readonly bins?: Bins;
  /** Figures by minute; left out: those of this process are missing. */
  readonly figures?: Figures;
}

/** Most of what is posted here names something; a filter may hold a thousand ids, a bin an answer, an edited replay a whole body. */
const LIMITS: readonly (readonly [RegExp, number])[] = [
  [/\/edited$/, 48 * 1024 * 1024],
  [/^\/api\/(replays|bins)/, 256 * 1024],
  [/./, 16 * 1024],
];
/** By its length, which a request has to say: what comes in chunks could go on for ever. */
const limited = createMiddleware<AdminEnv>(async (c, next) => {
  if (c.req.header("transfer-encoding") !== undefined)
    return toResponse(problem("BAD_REQUEST", "the admin API takes bodies with a Content-Length"));
  const most = LIMITS.find(([pattern]) => pattern.test(c.req.path))?.[1] ?? 0;
  if (Number(c.req.header("content-length") ?? 0) > most)
    return toResponse(problem("BODY_TOO_LARGE", `at most ${most} bytes`));
  return await next();
});

/** The admin API as a hono app, for `@hono/node-server`. Each resource is a file; `/api/openapi.json` is made of their routes. */
export function createAdmin(inbox: Inbox, options: AdminOptions): OpenAPIHono<AdminEnv> {
  const { host, metrics, observer, figures = createFigures() } = options;
  const addresses = createAddresses(inbox.settings.publicUrl, () => options.ingest?.() ?? "");
  const hub = createHub(
    () => inbox.archive,
    () => inbox.storeName,
    (refused) => ({ ...refused, url: redactUrl(refused.url) }),
  );
  figures.onAttempt(hub.touched);
  figures.onAccepted(hub.accepted);
  const app = new OpenAPIHono<AdminEnv>({
    defaultHook: (result) => {
      if (result.success) return undefined;
      const detail = result.error.issues
        .map(({ path, message }) => `${path.join(".") || "body"}: ${message}`)
        .join("; ");
      return toResponse(problem("QUERY_INVALID", detail));
    },
  });
  const access = createAccess(inbox.settings.admin);
  app.use(guard(access, inbox.settings.admin, host));
  app.use(limited);
  app.use(jsonOnly);
  app.use(audit(inbox, observer));

  app.get("/healthz", () => toResponse(healthReply()));
  app.get("/readyz", () => toResponse(readyReply(inbox)));
  if (metrics) {
    app.get("/metrics", async (c) =>
      c.body(await metrics.render(inbox.archive), 200, { "content-type": metrics.contentType }),
    );
  }
  addSession(app, inbox, access);
  addAudit(app, inbox);
  addEvents(app, inbox, addresses, hub);
  addQuarantine(app, inbox);
  addSources(app, inbox, addresses, figures);
  addWork(app, inbox, figures);
  addDead(app, inbox);
  addBulk(app, inbox);
  addStats(app, inbox);
  addPauses(app, inbox);
  addSeries(app, figures);
  addStream(app, hub, inbox);
  addBins(app, options.bins, hub, addresses);
  addWorkers(app, inbox);
  describeApi(app);
  addPages(app);

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
