import { z } from "@hono/zod-openapi";
import { eventFilter, eventSummary, instant } from "./shapes.ts";

/** Shapes of what is owed: destinations, the dead by cause, bulk replays, and figures by minute. */

const latency = z
  .object({ p50: z.number(), p99: z.number(), count: z.int() })
  .nullable()
  .describe("Of the last hour's attempts, in ms, within 10 %; null: there were none");

export const work = z
  .object({
    items: z.array(
      z.object({
        destination: z.string(),
        kind: z
          .string()
          .describe("`handler`, `http`, `command`, `bullmq`; `unknown`: this process has none of this name"),
        known: z.boolean().describe("Whether this process can deliver to it"),
        pending: z.int(),
        running: z.int(),
        dead: z.int(),
        oldestDueAt: instant.nullable().describe("When its oldest pending delivery became due"),
        paused: z.boolean(),
        concurrency: z.int().nullable(),
        done: z.int().describe("Attempts that succeeded in the last hour"),
        failed: z.int().describe("Attempts that did not, in the last hour"),
        latency,
      }),
    ),
  })
  .openapi("Work");

export const deadGroups = z
  .object({
    items: z.array(
      z.object({
        destination: z.string(),
        cause: z.string().describe("First line of the error, numbers and ids made alike; goes into a replay's filter"),
        newest: z.string().describe("First line of the newest error, as it is"),
        count: z.int(),
        newestAt: instant.describe("When the newest of them was received"),
        events: z.array(z.string()).describe("Ids of the newest, at most ten"),
      }),
    ),
    complete: z.boolean().describe("false: only the newest 10,000 dead deliveries were looked at"),
  })
  .openapi("DeadGroups");

export const replayFilter = z
  .strictObject({
    ...eventFilter,
    cause: z.string().max(1_000).optional().describe("Of `GET /api/dead`; with `destination`"),
    ids: z.array(z.string().max(100)).max(1_000).optional().describe("These events and no others"),
  })
  .openapi("ReplayFilter");
export const bulkBody = z
  .strictObject({
    filter: replayFilter,
    destination: z.string().min(1).max(500).optional().describe("Left out: all that each event is routed to today"),
    rate: z.number().min(0.1).max(10_000).optional().describe("Events a second; 100 when left out"),
  })
  .openapi("BulkReplay");
export const bulkPreview = z
  .object({
    count: z.int(),
    complete: z.boolean().describe("false: there are more than were counted"),
    sample: z.array(eventSummary).describe("The newest, at most ten"),
  })
  .openapi("BulkPreview");
export const bulkJob = z
  .object({
    id: z.string(),
    state: z.enum(["running", "done", "cancelled", "failed"]),
    filter: replayFilter,
    destination: z.string().nullable(),
    rate: z.number(),
    total: z.int().describe("Events that were found so far; final once `counted`"),
    counted: z.boolean(),
    replayed: z.int(),
    skipped: z.int().describe("Gone, or without a body or a destination, by the time it was their turn"),
    startedAt: instant,
    endedAt: instant.nullable(),
    error: z.string().nullable(),
  })
  .openapi("ReplayJob");
export const bulkJobs = z.object({ items: z.array(bulkJob) }).openapi("ReplayJobs");

export const seriesQuery = z.object({ range: z.enum(["hour", "day"]).optional() });
export const series = z
  .object({
    step: z.int().describe("Milliseconds of one point"),
    points: z.array(
      z.object({
        at: instant.describe("Where its minute begins"),
        accepted: z.int(),
        repeats: z.int(),
        refused: z.int(),
        failed: z.int().describe("Requests that could not be taken: 5xx"),
        handled: z.int().describe("Attempts that succeeded"),
        retried: z.int().describe("Attempts that failed and will be tried again"),
        dead: z.int().describe("Attempts after which a delivery was dead"),
        answerP50: z.number().nullable().describe("From a request's headers to its answer, ms"),
        answerP99: z.number().nullable(),
        backlog: z.int().nullable().describe("Deliveries pending or running; null: nobody looked"),
      }),
    ),
    recent: z
      .object({
        minutes: z.int(),
        requests: z.int(),
        failed: z.int().describe("Of these, 5xx"),
        sources: z.array(z.object({ source: z.string(), accepted: z.int(), refused: z.int() })),
        destinations: z.array(
          z.object({ destination: z.string(), done: z.int(), failed: z.int() }).describe("Attempts of it"),
        ),
      })
      .describe("The last minutes by source and destination, whatever the range"),
  })
  .openapi("Series");
