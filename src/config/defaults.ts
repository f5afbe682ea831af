import { toMs } from "../durations.ts";
import type { Duration } from "../types.ts";
import type { AdminSettings, Limits, LogSettings, WorkSettings } from "./settings.ts";
import { KIB, MIB } from "./sizes.ts";

const ms = (...durations: Duration[]): number[] => durations.map(toMs);

export const DEFAULT_STORE = "sqlite:./hookinbox.db";
export const DEFAULT_MAX_BODY = 25 * MIB;
/** Providers give up after 10 s or so (GitHub, Slack's is 3 s): the answer has to be on its way before that. */
export const DEFAULT_SYNC_TIMEOUT = toMs("8s");

export const DEFAULT_WORK: WorkSettings = {
  // 23 h 43 min in all: a day is what it takes a person to notice and mend a handler.
  retry: ms("10s", "30s", "2m", "10m", "30m", "1h", "2h", "4h", "8h", "8h"),
  concurrency: 32,
  lease: toMs("30s"),
  timeout: toMs("5m"),
  stopTimeout: toMs("30s"),
  poll: 500,
};

export const DEFAULT_RETENTION = { bodies: toMs("30d"), keys: toMs("90d"), quarantine: toMs("7d") };

export const DEFAULT_LIMITS: Limits = {
  inFlight: 1000,
  bodies: 256 * MIB,
  headers: 32 * KIB,
  headerLines: 200,
  headersTimeout: toMs("10s"),
  requestTimeout: toMs("60s"),
  quarantineRate: 20,
  backlog: {},
};

export const DEFAULT_LOG: LogSettings = {
  level: "info",
  payload: false,
  // What tells requests apart and can hold no secret.
  headers: ["user-agent", "x-request-id"],
};

export const DEFAULT_ADMIN: AdminSettings = { hosts: [], trustedProxies: 0 };
