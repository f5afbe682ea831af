import type { AnswerOf } from "../../src/client/routes.ts";

/** The server's own shapes, by the names that the pages use. */
export type EventSummary = AnswerOf<"GET /api/events">["items"][number];
export type EventState = EventSummary["state"];
export type EventDetail = AnswerOf<"GET /api/events/{id}">;
export type Delivery = EventDetail["deliveries"][number];
export type Attempt = Delivery["attempts"][number];
export type QuarantinedSummary = AnswerOf<"GET /api/quarantine">["items"][number];
export type Released = AnswerOf<"POST /api/quarantine/release">;
export type SourceSummary = AnswerOf<"GET /api/sources">["items"][number];
export type Destination = AnswerOf<"GET /api/work">["items"][number];
export type DeadGroup = AnswerOf<"GET /api/dead">["items"][number];
export type ReplayJob = AnswerOf<"GET /api/replays">["items"][number];
export type ReplayFilter = ReplayJob["filter"];
export type Series = AnswerOf<"GET /api/series">;
export type Bin = AnswerOf<"GET /api/bins">["items"][number];
export type BinRequest = AnswerOf<"GET /api/bins/{id}/requests">["items"][number];
export type AuditEntry = AnswerOf<"GET /api/audit">["items"][number];
