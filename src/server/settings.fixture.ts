import type { Limits, Settings, SourceSettings } from "../config/settings.ts";

const LIMITS: Limits = {
  inFlight: 100,
  bodies: 64 * 1024 * 1024,
  headers: 32 * 1024,
  headerLines: 200,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  quarantineRate: 10,
  backlog: {},
};

export type PlainSettings = Partial<Omit<Settings, "limits">> & { readonly limits?: Partial<Limits> };

/** Settings as the config would make them, with what a test is about laid over them. */
export function plainSettings({ limits, ...given }: PlainSettings = {}): Settings {
  return {
    store: "memory:",
    destinations: new Map(),
    routes: [],
    sources: new Map<string, SourceSettings>(),
    work: { retry: [], concurrency: 1, lease: 30_000, timeout: 1_000, stopTimeout: 1_000, poll: 1_000 },
    search: false,
    retention: { events: 1e9, keys: 1e9, quarantine: 1e9 },
    log: { level: "silent", payload: false, headers: [] },
    admin: { hosts: [], trustedProxies: 0 },
    ...given,
    limits: { ...LIMITS, ...limits },
  };
}
