import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { toResponse } from "../../adapters/fetch.ts";
import type { Inbox } from "../../inbox.ts";
import { problem } from "../../problem.ts";
import type { Quarantined } from "../../stores/store.ts";
import { verify } from "../../verify/verify.ts";
import { bytesReply } from "./bytes.ts";
import type { AdminEnv } from "./guard.ts";
import { redactHeaders, redactUrl } from "./redact.ts";
import {
  bytesAnswer,
  idParam,
  json,
  problemAnswer,
  quarantinedDetail,
  quarantinePage,
  quarantineQuery,
  releaseBody,
  released,
  tried,
  tryBody,
} from "./shapes.ts";

const unknown = problemAnswer("Nothing of this id is in quarantine");

const list = createRoute({
  method: "get",
  path: "/api/quarantine",
  summary: "Requests that failed verification, newest first",
  request: { query: quarantineQuery },
  responses: { 200: json(quarantinePage, "One page"), 400: problemAnswer("A parameter is not valid") },
});
const show = createRoute({
  method: "get",
  path: "/api/quarantine/{id}",
  summary: "One of them, with its headers",
  request: { params: idParam },
  responses: { 200: json(quarantinedDetail, "The request"), 404: unknown },
});
const body = createRoute({
  method: "get",
  path: "/api/quarantine/{id}/body",
  summary: "Its body",
  request: { params: idParam },
  responses: { 200: bytesAnswer, 404: unknown },
});

const release = createRoute({
  method: "post",
  path: "/api/quarantine/release",
  summary: "Verify a source's requests again, as of when each came, and accept those that hold, oldest first",
  description: "With the secrets that this process was started with.",
  request: { body: { content: { "application/json": { schema: releaseBody } }, required: true } },
  responses: {
    200: json(released, "What was done, or would be"),
    400: problemAnswer("The body is not valid"),
    404: problemAnswer("No source of this name"),
  },
});

const trySecret = createRoute({
  method: "post",
  path: "/api/quarantine/{id}/try",
  summary: "Would it verify with this secret? The secret is neither stored nor logged",
  request: { params: idParam, body: { content: { "application/json": { schema: tryBody } }, required: true } },
  responses: { 200: json(tried, "The verdict"), 400: problemAnswer("The body is not valid"), 404: unknown },
});

export const quarantineRoutes = { list, show, body, release, try: trySecret };

export function addQuarantine(app: OpenAPIHono<AdminEnv>, inbox: Inbox): void {
  const missing = () => toResponse(problem("NOT_FOUND", "nothing of this id is in quarantine"));
  const summary = ({ id, source, reason, detail, method, url, receivedAt, size }: Quarantined) => {
    return { id, source, reason, detail, method, url: redactUrl(url), receivedAt, size };
  };

  app.openapi(list, async (c) => {
    const { items, next } = await inbox.archive.quarantined(c.req.valid("query"));
    return c.json({ items: items.map(summary), next }, 200);
  });

  app.openapi(release, async (c) => {
    const { source, preview = false } = c.req.valid("json");
    const report = await inbox.release(source, { preview });
    if (!report) return toResponse(problem("NOT_FOUND", "there is no source of this name")) as never;
    const { accepted, duplicates } = report;
    c.set("audited", preview ? null : { subject: source, detail: { accepted, duplicates } });
    return c.json({ ...report, refused: { ...report.refused }, preview }, 200);
  });

  app.openapi(show, async (c) => {
    const found = await inbox.archive.quarantinedOne(c.req.valid("param").id);
    if (!found) return missing() as never;
    const headers = redactHeaders(found.headers, inbox.verifier(found.source)?.credentials);
    return c.json({ ...summary(found), headers }, 200);
  });

  app.openapi(body, async (c) => {
    const found = await inbox.archive.quarantinedOne(c.req.valid("param").id);
    return (found ? toResponse(bytesReply(found.id, found.body)) : missing()) as never;
  });

  app.openapi(trySecret, async (c) => {
    const found = await inbox.archive.quarantinedOne(c.req.valid("param").id);
    const source = found && inbox.settings.sources.get(found.source);
    if (!found || !source) return missing() as never;
    const { provider, options, tolerance } = source;
    const { publicUrl } = inbox.settings;
    const { secret } = c.req.valid("json");
    // As of when it came: the question is whether this secret signed it.
    const asked = {
      ...options,
      secret,
      publicUrl,
      now: found.receivedAt,
      ...(tolerance === undefined ? {} : { tolerance }),
    };
    const verdict = await verify(provider, found, asked);
    if (verdict.ok) return c.json({ ok: true, code: null, message: "This secret signed it.", advice: null }, 200);
    const hidden = (text: string) => text.replaceAll(secret, "[secret]");
    const { code, message, advice } = verdict;
    return c.json({ ok: false, code, message: hidden(message), advice: advice ? hidden(advice) : null }, 200);
  });
}
