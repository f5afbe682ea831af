import { z } from "@hono/zod-openapi";
import { headers, instant, page } from "./shapes.ts";

/** Shapes of bins: addresses that take anything, for looking at what a sender sends. */

const answer = z
  .strictObject({
    status: z.int().min(200).max(599).optional(),
    headers: z
      .record(
        z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/),
        z
          .string()
          .max(2_000)
          .regex(/^[^\r\n\0]*$/),
      )
      .optional(),
    body: z.string().max(65_536).optional(),
    delay: z.int().min(0).max(30_000).optional().describe("Milliseconds before it is given"),
  })
  .openapi("BinAnswer");

export const binBody = z
  .strictObject({
    answer: answer.optional(),
    provider: z.string().max(100).optional().describe("Who is expected; empty: told by each request's headers"),
    secret: z
      .string()
      .max(10_000)
      .optional()
      .describe("Signatures are checked against it; held in memory, never shown. Empty: none are checked"),
  })
  .openapi("BinSettings");

export const bin = z
  .object({
    id: z.string(),
    url: z.string().describe("Takes any method, and any path below it"),
    answer: z.object({ status: z.int(), headers: z.record(z.string(), z.string()), body: z.string(), delay: z.int() }),
    provider: z.string().nullable(),
    hasSecret: z.boolean(),
    requests: z.int().describe("That are kept"),
    createdAt: instant,
    expiresAt: instant.describe("A day after its last request"),
  })
  .openapi("Bin");
export const bins = z.object({ items: z.array(bin) }).openapi("Bins");

export const binRequest = z
  .object({
    id: z.string(),
    method: z.string(),
    url: z.string(),
    headers,
    size: z.int(),
    contentType: z.string().nullable(),
    receivedAt: instant,
    provider: z.object({ id: z.string(), name: z.string() }).nullable().describe("Who seems to have sent it"),
    verdict: z
      .object({ ok: z.boolean(), code: z.string().nullable(), message: z.string() })
      .nullable()
      .describe("null: no secret, or no provider to check by"),
  })
  .openapi("BinRequest");
export const binRequests = page(binRequest).openapi("BinRequestPage");

export const binSourceBody = z
  .strictObject({ name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/i), provider: z.string().max(100).optional() })
  .openapi("BinSourceQuestion");
export const binSource = z
  .object({
    provider: z.string(),
    config: z.string().describe("What to put under `sources` in the config"),
    env: z.string().describe("Lines for `.env`; the secret is yours to fill in"),
    path: z.string().describe("Where the source will receive"),
  })
  .openapi("BinSource");
