import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import type { Inbox } from "../../inbox.ts";
import type { Observer } from "../../observe.ts";
import type { Note } from "../../stores/history.ts";
import { pageSize } from "../../stores/store.ts";
import type { AdminEnv } from "./guard.ts";
import { auditEntry, json, page, pageQuery, problemAnswer } from "./shapes.ts";

const list = createRoute({
  method: "get",
  path: "/api/audit",
  summary: "What people did, newest first: replays, releases, pauses, log-ins; kept 90 days",
  request: { query: pageQuery },
  responses: {
    200: json(page(auditEntry).openapi("AuditPage"), "One page"),
    400: problemAnswer("A parameter is not valid"),
  },
});

export const auditRoutes = { list };

/** What a request is called in the log, and what it is done to. One that is not here is logged by its method and path. */
const ACTIONS: readonly (readonly [RegExp, string | null])[] = [
  [/^POST \/api\/session$/, "login"],
  [/^DELETE \/api\/session$/, "logout"],
  [/^POST \/api\/events\/([^/]+)\/replay$/, "replay"],
  [/^POST \/api\/events\/([^/]+)\/edited$/, "replay.edited"],
  [/^POST \/api\/replays$/, "replay.bulk"],
  [/^DELETE \/api\/replays\/([^/]+)$/, "replay.cancelled"],
  [/^POST \/api\/quarantine\/release$/, "release"],
  [/^POST \/api\/sources\/([^/]+)\/test$/, "test"],
  [/^POST \/api\/events\/([^/]+)\/skip$/, "skip"],
  [/^POST \/api\/pause$/, "pause"],
  [/^POST \/api\/resume$/, "resume"],
  // These change nothing.
  [/^POST \/api\/events\/[^/]+\/curl$/, null],
  [/^POST \/api\/quarantine\/[^/]+\/try$/, null],
  [/^POST \/api\/replays\/preview$/, null],
  // A bin is nobody's data but its maker's.
  [/^\w+ \/api\/bins/, null],
];

/** Notes every request that changed something, by itself: a new route is logged before anybody thinks of it. */
export function audit(inbox: Inbox, observer: Observer | undefined) {
  return createMiddleware<AdminEnv>(async (c, next) => {
    await next();
    const { method, path } = c.req;
    if (method === "GET" || method === "HEAD" || c.res.status >= 300) return;
    const request = `${method} ${path}`;
    const known = ACTIONS.find(([pattern]) => pattern.test(request));
    if (known?.[1] === null) return;
    const said = c.get("audited");
    if (said === null) return;
    const subject = said?.subject ?? (known && decoded(known[0].exec(request)?.[1])) ?? null;
    const data = {
      action: known?.[1] ?? request.slice(0, 500),
      ...askerOf(c),
      detail: said?.detail ?? {},
    };
    try {
      await inbox.archive.note([{ kind: "audit", at: Date.now(), subject, data }]);
    } catch (cause) {
      const message = `${data.action} could not be noted in the audit log`;
      observer?.noticed?.({ level: "warn", code: "AUDIT_FAILED", message, cause });
    }
  });
}

/** Who asks, and from where. */
export const askerOf = (c: Context<AdminEnv>) => ({
  role: c.get("role") ?? "admin",
  address: c.get("address"),
});

const decoded = (text: string | undefined) => (text === undefined ? undefined : decodeURIComponent(text).slice(0, 500));

export function toEntry({ id, at, subject, data }: Note) {
  const { action, role, address, detail } = data as { action: string; role: string; address: string; detail: object };
  return { id, at, action, subject, role, address, detail: { ...detail } };
}

export function addAudit(app: OpenAPIHono<AdminEnv>, inbox: Inbox): void {
  app.openapi(list, async (c) => {
    const { before, limit: asked } = c.req.valid("query");
    const limit = pageSize(asked);
    const notes = await inbox.archive.notes({ kind: "audit", before, limit: limit + 1 });
    const items = notes.slice(0, limit).map(toEntry);
    return c.json({ items, next: notes.length > limit ? (items.at(-1)?.id ?? null) : null }, 200);
  });
}
