import { z } from "@hono/zod-openapi";

/** The shapes of the admin API, said once: they check what comes in, and `/api/openapi.json` is made of them. */

export const instant = z.int().describe("Epoch milliseconds");
export const headers = z
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
export const word = z.string().max(500).optional();

const instantAsked = z.coerce.number().int().min(0).optional();

/** Which events: what a list and a bulk replay have in common. */
export const eventFilter = {
  source: word,
  type: word.describe("`issues.*` stands for all that begin so"),
  state: eventState.optional(),
  destination: word.describe("Events that are, or were, owed to this destination"),
  after: instantAsked.describe("Received at this time or later, epoch milliseconds"),
  until: instantAsked.describe("Received before this time, epoch milliseconds"),
  q: word.describe(
    "A part of id, key or type, whatever its case; with `search` in the config whole words, in headers and body as well",
  ),
};
export const eventQuery = z.object({ ...eventFilter, before, limit });
export const quarantineQuery = z.object({ source: word, before, limit });
export const pageQuery = z.object({ before, limit });
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
    holdsLane: z
      .boolean()
      .describe("It is the one that its lane waits for; when dead, until it is replayed or skipped"),
    attempts: z.array(attempt),
  })
  .openapi("Delivery");

/** What a person did, as the audit log has it. */
export const auditEntry = z
  .object({
    id: z.string(),
    at: instant,
    action: z.string().describe("`login`, `logout`, `replay`, `replay.edited`, `replay.bulk`, `release`, `pause`, …"),
    subject: z.string().nullable().describe("What it was done to: an event, a source, a destination, a job"),
    role: z.string(),
    address: z.string().describe("The address that asked; empty for the command line on the store itself"),
    detail: z.record(z.string(), z.unknown()),
  })
  .openapi("AuditEntry");

export const eventDetail = eventSummary
  .extend({
    provider: z.string().nullable().describe("Id of its source's; null where the source is not in the config any more"),
    headers,
    repeats: z.int(),
    firstRepeatAt: instant.nullable(),
    lastRepeatAt: instant.nullable(),
    bodyKept: z.boolean(),
    editedFrom: z.string().nullable().describe("The event that this one is an edited replay of"),
    released: z
      .object({ at: instant, reason: z.string().describe("Why it was refused when it came") })
      .nullable()
      .describe("It was refused, and released from quarantine later; null: not, or nobody remembers"),
    deliveries: z.array(delivery),
    actions: z
      .array(auditEntry)
      .describe("What was done to it, bulk replays among it, newest first, as far as the audit log goes back"),
  })
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

export const tried = z
  .object({
    ok: z.boolean(),
    code: z.string().nullable(),
    message: z.string(),
    advice: z.string().nullable(),
  })
  .openapi("Tried");
export const tryBody = z
  .strictObject({ secret: z.string().min(1).max(10_000).describe("Used once, never stored and never logged") })
  .openapi("Try");

export const quarantinedDetail = quarantined.extend({ headers }).openapi("Quarantined");

export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable().describe("Goes into `before`; null at the end") });
export const eventPage = page(eventSummary).openapi("EventPage");
export const quarantinePage = page(quarantined).openapi("QuarantinePage");

export const replayBody = z.strictObject({ destination: z.string().min(1).max(500).optional() }).openapi("Replay");
export const replayed = z.object({ deliveries: z.array(z.string()) }).openapi("Replayed");

export const editedBody = z
  .strictObject({
    body: z.string().optional().describe("The new body; left out: as it was"),
    encoding: z.enum(["utf8", "base64"]).optional().describe("Of `body`; utf8 when left out"),
    headers: z
      .array(z.string().max(16_384))
      .max(400)
      .optional()
      .describe("Names and values in turn; left out: as they were"),
    type: z.string().min(1).max(500).optional(),
    destination: z.string().min(1).max(500).optional(),
  })
  .openapi("EditedReplay");
export const edited = z
  .object({ id: z.string().describe("The new event; its key is null"), deliveries: z.array(z.string()) })
  .openapi("Edited");

export const curlBody = z
  .strictObject({
    url: z.url().max(2_000).optional().describe("Where it is to go; left out: the source's own address"),
  })
  .openapi("CurlQuestion");
export const curl = z
  .object({
    command: z.string().describe("For a POSIX shell; never holds a secret"),
    signed: z.boolean().describe("Whether its signature is right, as of now"),
    note: z.string().nullable().describe("Why it is not, and what to put in"),
  })
  .openapi("Curl");

export const skipped = z
  .object({ deliveries: z.array(z.string()).describe("The dead deliveries that held a lane") })
  .openapi("Skipped");

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

const pausable = { kind: z.enum(["source", "destination"]), name: z.string() };
const pauseName = z.string().min(1).max(500).optional();
export const pauseBody = z
  .strictObject({
    name: pauseName.describe("A source's or a destination's, where only one of them has it"),
    source: pauseName,
    destination: pauseName,
  })
  .refine((body) => Object.values(body).filter((value) => value !== undefined).length === 1, {
    message: 'one of "name", "source" and "destination" is expected',
  })
  .openapi("PauseRequest");
export const pauseChanged = z
  .object({ ...pausable, changed: z.boolean().describe("false: it was so already") })
  .openapi("PauseChanged");

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
    paused: z.array(z.object({ ...pausable, at: instant })),
  })
  .openapi("Stats");

const role = z.enum(["admin", "listen"]);
export const login = z.strictObject({ token: z.string().min(1).max(1_000) }).openapi("Login");
export const session = z
  .object({
    required: z.boolean().describe("Whether a token is needed"),
    role: role.nullable().describe("null: not logged in"),
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
