import { z } from "@hono/zod-openapi";

/** The shapes of the admin API, said once: they check what comes in, and `/api/openapi.json` is made of them. */

const instant = z.int().describe("Epoch milliseconds");
const headers = z
  .array(z.string())
  .describe("Names and values in turn, as received; credentials are shown as [redacted]");

export const eventState = z.enum(["pending", "running", "done", "dead", "unhandled"]);
export const deliveryState = z.enum(["pending", "running", "done", "dead"]);

/** Any number is taken and clamped: a client that asks for too much gets as much as there is. */
const limit = z.coerce
  .number()
  .optional()
  .openapi({ description: "1 to 1000, clamped; 100 when left out", example: 100 });
const before = z.string().max(200).optional().openapi({ description: "`next` of the page before" });
const word = z.string().max(500).optional();

export const eventQuery = z.object({ source: word, type: word, state: eventState.optional(), q: word, before, limit });
export const quarantineQuery = z.object({ source: word, before, limit });
export const idParam = z.object({
  id: z
    .string()
    .max(200)
    .openapi({ param: { name: "id", in: "path" } }),
});

export const eventSummary = z
  .object({
    id: z.string(),
    source: z.string(),
    key: z.string().nullable(),
    type: z.string(),
    state: eventState,
    receivedAt: instant,
    size: z.int().describe("Bytes of the body"),
  })
  .openapi("EventSummary");

const attempt = z
  .object({
    startedAt: instant,
    endedAt: instant,
    outcome: z.enum(["done", "stale", "failed", "dead", "crashed"]),
    error: z.string().nullable(),
  })
  .openapi("Attempt");

const delivery = z
  .object({
    id: z.string(),
    destination: z.string(),
    state: deliveryState,
    dueAt: instant.nullable(),
    crashes: z.int(),
    lane: z.string().nullable().describe("Key of its lane; null where the destination keeps no order"),
    waitsFor: z.string().nullable().describe("The delivery that holds its lane, while it waits for that one"),
    attempts: z.array(attempt),
  })
  .openapi("Delivery");

export const eventDetail = eventSummary
  .extend({ headers, repeats: z.int(), deliveries: z.array(delivery) })
  .openapi("Event");

export const quarantined = z
  .object({
    id: z.string(),
    source: z.string(),
    reason: z.string(),
    detail: z.string(),
    method: z.string(),
    url: z.string(),
    receivedAt: instant,
    size: z.int(),
  })
  .openapi("QuarantinedSummary");

export const quarantinedDetail = quarantined.extend({ headers }).openapi("Quarantined");

const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable().describe("Goes into `before`; null at the end") });
export const eventPage = page(eventSummary).openapi("EventPage");
export const quarantinePage = page(quarantined).openapi("QuarantinePage");

export const replayBody = z.strictObject({ destination: z.string().min(1).max(500).optional() }).openapi("Replay");
export const replayed = z.object({ deliveries: z.array(z.string()) }).openapi("Replayed");

export const releaseBody = z
  .strictObject({
    source: z.string().min(1).max(100).describe("Name of a source"),
    preview: z.boolean().optional().describe("Looks only: nothing is accepted, nothing leaves quarantine"),
  })
  .openapi("Release");
export const released = z
  .object({
    source: z.string(),
    examined: z.int().describe("Requests that were looked at"),
    accepted: z.int().describe("Accepted now; with preview: those that verify, repeats among them"),
    duplicates: z.int().describe("Had come in by another way since: no new event"),
    refused: z.record(z.string(), z.int()).describe("Still refused, by reason: they stay in quarantine"),
    preview: z.boolean(),
  })
  .openapi("Released");

export const sourceList = z
  .object({
    items: z.array(
      z.object({
        name: z.string(),
        provider: z.string(),
        path: z.string(),
        mode: z.enum(["async", "sync"]),
        methods: z.array(z.string()),
        warnings: z.array(z.string()),
        events: z.int(),
        quarantined: z.int(),
        lastAt: instant.nullable(),
      }),
    ),
  })
  .openapi("SourceList");

export const stats = z
  .object({
    events: z.int(),
    repeats: z.int(),
    quarantined: z.int(),
    bytes: z.int(),
    deliveries: z.record(deliveryState, z.int()),
    oldestDueAt: instant.nullable(),
    sources: z.array(
      z.object({ source: z.string(), events: z.int(), lastAt: instant.nullable(), quarantined: z.int() }),
    ),
    destinations: z.array(
      z.object({
        destination: z.string(),
        pending: z.int(),
        running: z.int(),
        dead: z.int(),
        blocked: z.int().describe("Lanes that a dead delivery holds"),
      }),
    ),
  })
  .openapi("Stats");

export const session = z
  .object({
    required: z.boolean().describe("Whether a token is needed"),
    role: z.enum(["admin"]).nullable().describe("null: not logged in"),
    store: z.string().optional(),
  })
  .openapi("Session");

export const problemShape = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    advice: z.string().optional(),
  })
  .openapi("Problem");

/** A JSON answer of a route. */
export const json = <T extends z.ZodType>(schema: T, description: string) => ({
  content: { "application/json": { schema } },
  description,
});

/** An error answer of a route. */
export const problemAnswer = (description: string) => ({
  content: { "application/problem+json": { schema: problemShape } },
  description,
});

/** Bytes as they were received. */
export const bytesAnswer = {
  content: { "application/octet-stream": { schema: z.string().openapi({ format: "binary" }) } },
  description: "The bytes as they were received",
};
