import { z } from "@hono/zod-openapi";
import { instant } from "./shapes.ts";

/** Sources: how each is set up, and how it does. */

const source = z
  .object({
    name: z.string(),
    provider: z.string(),
    title: z.string().describe("The provider's name, for people"),
    path: z.string(),
    url: z.string().describe("The address to give the provider"),
    mode: z.enum(["async", "sync"]),
    methods: z.array(z.string()),
    warnings: z.array(z.string()),
    unverified: z.boolean().describe("Its provider verifies nothing"),
    canSign: z.boolean().describe("Whether a test event can be signed: we hold what signs"),
    paused: z.boolean().describe("Its events are stored, and none of them is delivered"),
    events: z.int(),
    quarantined: z.int(),
    lastAt: instant.nullable(),
    perMinute: z.number().describe("Events accepted a minute, over the last hour"),
    refusedShare: z.number().nullable().describe("Of the last hour's requests, 0 to 1; null: there were none"),
  })
  .openapi("SourceSummary");

export const sourceList = z.object({ items: z.array(source) }).openapi("SourceList");
export const sourceDetail = source
  .extend({
    setup: z.object({
      docs: z.string().nullable().describe("The provider's page on it"),
      steps: z.array(z.string()).describe("What to do at the provider, in plain text"),
      handshake: z.string().nullable(),
      notes: z.array(z.string()),
    }),
  })
  .openapi("Source");
export const nameParam = z.object({
  name: z
    .string()
    .max(200)
    .openapi({ param: { name: "name", in: "path" } }),
});
export const testBody = z.strictObject({ type: z.string().min(1).max(200).optional() }).openapi("TestEvent");
export const tested = z
  .object({
    status: z.int().describe("What the provider would have been answered"),
    id: z.string().nullable().describe("The event, where it was accepted"),
    code: z.string().nullable(),
    message: z.string().nullable(),
  })
  .openapi("Tested");
