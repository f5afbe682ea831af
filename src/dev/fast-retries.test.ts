import { expect, test } from "vitest";
import { resolveConfig } from "../config/resolve.ts";
import { withFastRetries } from "./fast-retries.ts";

const retry = ["10s", "5m", "1h"] as const;
const FAST = [1_000, 2_000, 3_000];

test("retries are fast wherever they are set: for all, by source, by destination, by handler", () => {
  const settings = resolveConfig({
    work: { retry: ["1h", "1h", "1h", "1h", "1h", "1h"] },
    sources: { github: { provider: "github", secret: "only this test's own", retry } },
    destinations: {
      app: { url: "https://example.com/hooks", retry },
      program: { command: ["cat"] },
    },
    routes: [{ from: "github", to: ["app", "program"] }],
  });
  const handler = { source: "github", pattern: "*", fn: () => {}, options: { retry, timeout: "3s" } } as const;
  const fast = withFastRetries(settings, [handler]);
  expect(fast.settings.work.retry).toEqual([1_000, 2_000, 3_000, 4_000, 5_000, 5_000]);
  expect(fast.settings.sources.get("github")?.retry).toEqual(FAST);
  expect(fast.settings.destinations.get("app")?.options.retry).toEqual(FAST);
  expect(fast.settings.destinations.get("app")?.target).toEqual(settings.destinations.get("app")?.target);
  expect(fast.settings.destinations.get("program")).toEqual(settings.destinations.get("program"));
  expect(fast.registrations[0]?.options).toEqual({ retry: FAST, timeout: "3s" });
});
