import { describe, expect, it } from "vitest";
import { isHookinboxError } from "../errors.ts";
import type { AdminConfig } from "./config.ts";
import { resolveConfig } from "./resolve.ts";

const sources = { github: { provider: "github", secret: "It's a Secret to Everybody" } };
const settings = (admin: AdminConfig, env: NodeJS.ProcessEnv = {}) => resolveConfig({ sources, admin }, { env }).admin;

/** Takes what nobody should write. */
function refusal(admin: unknown, env: NodeJS.ProcessEnv = {}): string {
  try {
    settings(admin as AdminConfig, env);
  } catch (error) {
    if (isHookinboxError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return expect.unreachable("it was taken");
}

describe("the token that only listens", () => {
  it.each([
    ["in the environment", {}, { HOOKINBOX_LISTEN_TOKEN: "listen-token" }],
    ["in the config", { listenToken: "listen-token" }, {}],
    ["beside a blank one", { listenToken: "listen-token", token: " " }, { HOOKINBOX_ADMIN_TOKEN: "" }],
  ])("does not stand alone, %s: everything else would be open to all who reach the listener", (_, admin, env) => {
    const said = refusal(admin, env);
    expect(said).toMatch(/^CONFIG_INVALID: /);
    expect(said).toContain("admin.token: expected a token for the rest of the admin API beside the listen token");
    expect(said).toContain("HOOKINBOX_ADMIN_TOKEN");
    expect(said).not.toContain("listen-token");
  });

  it("stands beside the admin's", () => {
    const both = { hosts: [], token: "a", listenToken: "l" };
    expect(settings({ listenToken: "l" }, { HOOKINBOX_ADMIN_TOKEN: "a" })).toMatchObject(both);
    expect(settings({ token: "a" }, { HOOKINBOX_LISTEN_TOKEN: "l" })).toMatchObject(both);
  });
});

describe("proxies before the admin listener", () => {
  it("are none, unless it is said how many", () => {
    expect(settings({}).trustedProxies).toBe(0);
    expect(settings({ trustedProxies: 2 }).trustedProxies).toBe(2);
  });

  it.each([-1, 1.5, 11, "1", true, "10.0.0.1"])("are counted: %j is no number of them", (trustedProxies) => {
    expect(refusal({ trustedProxies })).toContain("admin.trustedProxies: expected a whole number from 0 to 10");
  });
});
