export { type Config, defineConfig } from "./config/config.ts";
export type {
  HandledEvent,
  Handler,
  HandlerContext,
  HandlerLog,
  PostgresTransaction,
  SqliteTransaction,
  SqliteValue,
} from "./destinations/handler.ts";
export { ERRORS, type ErrorCode, HookinboxError, isHookinboxError } from "./errors.ts";
export type { HandlerFor, ProviderEvents, TypedInbox } from "./events/typed.ts";
export { createInbox, type Inbox, type InboxOptions, type IncomingRequest } from "./inbox.ts";
export type { AttemptReport, HandlerLine, Notice, Observer, Receipt } from "./observe.ts";
export { combineObservers } from "./observers.ts";
export { on } from "./on.ts";
export { describeProvider, type ProviderDescription } from "./providers/describe.ts";
export { providers } from "./providers/index.ts";
export { defineProvider, type Provider } from "./providers/provider.ts";
export { DoNotRetry, exponential, RetryAfter } from "./retry.ts";
export type { HandlerOptions } from "./routes.ts";
export type { Clock, DeliveryState, Duration, EventState, HeaderBag, Instant, Reply } from "./types.ts";
export type { RequestLike, VerifyOptions, VerifyResult } from "./verify/judge.ts";
export { type SignedRequest, type SignOptions, sign } from "./verify/sign/sign.ts";
export { verify } from "./verify/verify.ts";
