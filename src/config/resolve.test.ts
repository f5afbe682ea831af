import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Config } from "./config.ts";
import { resolveConfig } from "./resolve.ts";
import { checkServing, isLoopback } from "./serving.ts";

const SECRET = "It's a Secret to Everybody";
const github = { provider: "github", secret: SECRET };
const folder = mkdtempSync(join(tmpdir(), "hookinbox-config-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Takes what nobody should write. */
const refusal = (config: unknown, options: Parameters<typeof resolveConfig>[1] = { env: {} }): string => {
  try {
    resolveConfig(config as Config, options);
  } catch (error) {
    expect(error).toMatchObject({ name: "HookinboxError", code: "CONFIG_INVALID" });
    return (error as Error).message;
  }
  return expect.unreachable("it was taken");
};

describe("defaults", () => {
  const settings = resolveConfig({ sources: { github } }, { file: join(folder, "hookinbox.config.mjs"), env: {} });

  it("are those that the documentation says", () => {
    expect(settings).toMatchObject({
      store: `sqlite:${join(folder, "hookinbox.db")}`,
      work: { concurrency: 32, lease: 30_000, timeout: 300_000, stopTimeout: 30_000, poll: 500 },
      retention: { events: 30 * 86_400_000, keys: 90 * 86_400_000, quarantine: 7 * 86_400_000 },
      limits: {
        inFlight: 1000,
        bodies: 268_435_456,
        headers: 32_768,
        headerLines: 200,
        headersTimeout: 10_000,
        requestTimeout: 60_000,
        quarantineRate: 20,
      },
      log: { level: "info", payload: false },
      admin: { hosts: [] },
    });
    expect(settings.sources.get("github")).toMatchObject({
      name: "github",
      secrets: [SECRET],
      options: {},
      mode: "async",
      syncTimeout: 8000,
      maxBody: 26_214_400,
      allowUnverified: false,
      tolerance: undefined,
      retry: undefined,
    });
  });

  it("retry for about a day", () => {
    const day = settings.work.retry.reduce((sum, delay) => sum + delay, 0) / 3_600_000;
    expect(day).toBeGreaterThan(23);
    expect(day).toBeLessThan(25);
    expect(settings.work.retry).toHaveLength(10);
  });
});

it("reads what is set", () => {
  const settings = resolveConfig(
    {
      store: "sqlite:data/inbox.db",
      handlers: "./handlers.mjs",
      publicUrl: "https://inbox.example.com/",
      sources: {
        github: {
          ...github,
          secret: ["new", "old", "new"],
          path: "/hooks/github/",
          tolerance: false,
          maxBody: "1mb",
          rejectStatus: 403,
          ack: 204,
          retry: ["1s", 50],
          mode: "sync",
          syncTimeout: "2s",
          key: { header: "x-id" },
        },
        open: { provider: "none", allowUnverified: true },
        stripe: { provider: "stripe", secret: "whsec_x", tolerance: 0 },
      },
      work: { retry: [], concurrency: 1 },
      retention: { bodies: "1d" },
      log: { level: undefined, headers: ["User-Agent"] },
      admin: { token: "from-config", hosts: ["inbox.internal"] },
    },
    { file: join(folder, "c.mjs"), env: { HOOKINBOX_ADMIN_TOKEN: "from-env" } },
  );
  expect(settings.store).toBe(`sqlite:${join(folder, "data/inbox.db")}`);
  expect(settings.handlers).toBe(join(folder, "handlers.mjs"));
  expect(settings.publicUrl).toBe("https://inbox.example.com");
  expect(settings.sources.get("github")).toMatchObject({
    secrets: ["new", "old"],
    path: "/hooks/github",
    tolerance: false,
    maxBody: 1_048_576,
    rejectStatus: 403,
    ack: 204,
    retry: [1000, 50],
    mode: "sync",
    syncTimeout: 2000,
    key: { header: "x-id" },
  });
  expect(settings.sources.get("open")).toMatchObject({ secrets: [], allowUnverified: true });
  expect(settings.sources.get("stripe")?.tolerance).toBe(0);
  expect(settings.work).toMatchObject({ retry: [], concurrency: 1, lease: 30_000 });
  expect(settings.retention).toMatchObject({ events: 86_400_000, keys: 90 * 86_400_000 });
  expect(settings.log).toMatchObject({ level: "info", headers: ["user-agent"] });
  expect(settings.admin).toEqual({ token: "from-env", hosts: ["inbox.internal"], trustedProxies: 0 });
});

it("reads relative paths from the present folder where there is no file", () => {
  expect(resolveConfig({ sources: { github } }, { env: {} }).store).toBe(`sqlite:${resolve("hookinbox.db")}`);
});

describe("a mistake in the shape", () => {
  it.each<[unknown, string]>([
    [{ sources: { github }, hanlders: "x" }, 'hanlders: there is no such key. Did you mean "handlers"?'],
    [{ sources: { github }, routes: {} }, 'routes: expected a list of routes such as [{ from: "stripe", to: "app" }]'],
    [{ sources: { github }, retry: [] }, "It stands in `work` for all sources, or in a source."],
    [
      { sources: { github: { ...github, secrt: "x" } } },
      'sources.github.secrt: there is no such key. Did you mean "secret"?',
    ],
    [
      { sources: { github }, work: { concurency: 1 } },
      'work.concurency: there is no such key. Did you mean "concurrency"?',
    ],
    [
      { sources: { github: { ...github, tolerance: "5 minutes" } } },
      'sources.github.tolerance: expected a duration: milliseconds as a number, or a number and its unit such as "500ms", "10s", "5m", "2h", "1d", or false to turn the check off; got "5 minutes". Write "5m".',
    ],
    [{ sources: { github: { ...github, retry: ["10s", "x"] } } }, "sources.github.retry[1]: expected a duration"],
    [
      { sources: { github: { ...github, mode: "snyc" } } },
      'sources.github.mode: expected "async" or "sync"; got "snyc".',
    ],
    [{ sources: { github: { ...github, maxBody: "big" } } }, "sources.github.maxBody: expected a size"],
    [
      { sources: { github: { ...github, ack: 500 } } },
      "sources.github.ack: expected a whole number from 200 to 299; got the number 500.",
    ],
    [{ sources: { github: { ...github, key: { body: 1 } } } }, "sources.github.key: expected { header:"],
    [
      { sources: { github: "github" } },
      'sources.github: expected an object such as { provider: "github", secret: "…" }; got "github".',
    ],
    [{ sources: { github: { secret: SECRET } } }, "sources.github.provider: expected a provider's id"],
    [{ sources: {} }, "sources: expected at least one source"],
    [{}, "sources: expected an object of sources"],
    [[], "expected"],
    [null, "expected"],
    [{ sources: { github }, publicUrl: "inbox.example.com" }, "publicUrl: expected an http or https URL"],
    [{ sources: { github }, work: 7 }, "work: expected an object; got the number 7."],
    [{ sources: { github }, log: { level: "verbose" } }, 'log.level: expected "silent" or "error"'],
    [{ sources: { "my shop": github } }, 'sources["my shop"]: a source\'s name begins with'],
    [{ sources: { github: { ...github, path: "hooks" } } }, "sources.github.path: expected a path"],
    [{ sources: { github: { ...github, path: "/a/../b" } } }, "sources.github.path: expected a path"],
    [{ sources: { github: { ...github, path: "//x" } } }, "sources.github.path: expected a path"],
  ])("%j", (config, said) => {
    expect(refusal(config)).toContain(said);
  });

  it("is not the only one that is named", () => {
    expect(
      refusal(
        { store: 1, sources: { github: { provider: 1, maxBody: -1 } }, extra: 1 },
        { file: "/srv/hookinbox.config.mjs", env: {} },
      ),
    ).toMatch(/^\/srv\/hookinbox\.config\.mjs: 4 mistakes\n/);
  });

  it("never shows a secret, a token, a password or a query", () => {
    const config = {
      sources: {
        a: { provider: "github", secret: [SECRET, { value: SECRET }] },
        b: { provider: "github", secret: 12345678 },
      },
    };
    const said = [
      refusal(config),
      refusal({ sources: { github }, admin: { token: { secret: SECRET } } }),
      refusal({ sources: { github }, publicUrl: `ftp://user:${SECRET}@host` }),
      refusal({ sources: { github: { ...github, path: `/x?token=${SECRET}` } } }),
      refusal({ sources: { github }, store: `mysql://root:${SECRET}@host/db` }),
    ].join("\n");
    expect(said).not.toContain(SECRET);
    expect(said).not.toContain("12345678");
    expect(said).toContain("sources.b.secret: expected a secret; got a number.");
    expect(said).toContain("sources.a.secret[1]: expected a secret; got an object.");
  });
});

describe("a secret that is not there", () => {
  it.each([undefined, null, "", "  ", [], [""], ["ok", " \n"]])("%j refuses to start", (secret) => {
    const said = refusal({ sources: { "my-shop": { provider: "github", secret } } });
    expect(said).toMatch(/sources\["my-shop"\]\.secret(\[\d\])?: expected/);
    expect(said).toContain("process.env.MY_SHOP_WEBHOOK_SECRET");
  });

  it("names the variable that the config's text reads", () => {
    const file = join(folder, "env.config.mjs");
    writeFileSync(
      file,
      `export default { sources: { gh: { provider: "github", secret: process.env.GITHUB_SECRET }, other: { secret: process.env["OTHER"] } }, x: process.env.HOME }`,
    );
    const said = refusal(
      { sources: { gh: { provider: "github", secret: undefined } } },
      { file, env: { HOME: "/root" } },
    );
    expect(said).toContain("The config reads process.env.GITHUB_SECRET, which has no value");
    expect(said).not.toContain("HOME");
  });

  it("is none where the provider needs none", () => {
    expect(
      resolveConfig({ sources: { open: { provider: "none" } } }, { env: {} }).sources.get("open")?.secrets,
    ).toEqual([]);
  });
});

describe("providers", () => {
  it("that are unknown are refused with the nearest", () => {
    expect(refusal({ sources: { a: { provider: "stirpe", secret: "x" } } })).toContain(
      'sources.a.provider: There is no provider "stirpe". Did you mean "stripe"?',
    );
  });

  it("judge a secret's form and their options", () => {
    expect(refusal({ sources: { a: { provider: "standard-webhooks", secret: "whsec_???" } } })).toMatch(
      /sources\.a\.secret: .*base64/,
    );
    expect(refusal({ sources: { a: { provider: "generic", secret: "x", hash: "sha257", header: "x-sig" } } })).toMatch(
      /sources\.a: .*sha256/,
    );
  });

  it("may be written inline", () => {
    const acme = {
      id: "acme",
      name: "Acme",
      signature: { scheme: "hmac", hash: "sha256", header: "x-acme", encoding: "hex", signed: "{body}" },
    } as const;
    expect(
      resolveConfig({ sources: { acme: { provider: acme, secret: "s" } } }, { env: {} }).sources.get("acme")?.provider,
    ).toMatchObject(acme);
    expect(refusal({ sources: { acme: { provider: { id: "acme", name: "Acme" }, secret: "s" } } })).toContain(
      "sources.acme.provider: provider acme: signature must be an object with `scheme`.",
    );
  });
});

describe("the store", () => {
  it("is never a file because a variable is not set", () => {
    expect(refusal({ store: undefined, sources: { github } })).toContain(
      "store: expected the address of a store, got undefined.",
    );
    expect(resolveConfig({ sources: { github } }, { env: {} }).store).toMatch(/^sqlite:/);
  });
});

describe("the admin token", () => {
  const token = (env: NodeJS.ProcessEnv, admin = {}) =>
    resolveConfig({ sources: { github }, admin }, { env }).admin.token;

  it("is the environment's, else the config's; blank is none", () => {
    expect(token({ HOOKINBOX_ADMIN_TOKEN: "abc\n" }, { token: "def" })).toBe("abc");
    expect(token({ HOOKINBOX_ADMIN_TOKEN: " " }, { token: "def" })).toBe("def");
    expect(token({}, { token: undefined })).toBeUndefined();
    expect(token({})).toBeUndefined();
  });

  it("has to fit into a header, or nobody could ever show it", () => {
    const said = refusal({ sources: { github } }, { env: { HOOKINBOX_ADMIN_TOKEN: "two words" } });
    expect(said).toContain("admin.token: expected a token of printable ASCII without spaces");
    expect(said).not.toContain("two words");
  });
});

describe("paths", () => {
  it("of two sources may not be the same, with or without the last slash", () => {
    expect(refusal({ sources: { a: { ...github, path: "/x" }, b: { ...github, path: "/x/" } } })).toContain(
      "sources.b.path: /x is taken by the source a.",
    );
    expect(refusal({ sources: { a: { ...github, path: "/in/b" }, b: github } })).toContain(
      "sources.a.path: /in/b is taken by the source b.",
    );
    expect(refusal({ sources: { a: { ...github, path: "/healthz" } } })).toContain(
      "/healthz is taken by the server itself",
    );
  });

  it("may be the one that the source has anyway", () => {
    expect(resolveConfig({ sources: { a: { ...github, path: "/in/a" } } }, { env: {} }).sources.get("a")?.path).toBe(
      "/in/a",
    );
  });
});

describe("stores", () => {
  it.each([
    ["memory:", "memory:"],
    ["sqlite:/var/x.db", "sqlite:/var/x.db"],
    ["sqlite:///var/x.db", "sqlite:/var/x.db"],
    ["sqlite:../x.db", `sqlite:${resolve(folder, "../x.db")}`],
  ])("%s", (store, resolved) => {
    expect(resolveConfig({ store, sources: { github } }, { file: join(folder, "c.mjs"), env: {} }).store).toBe(
      resolved,
    );
  });

  it.each([
    ["mysql://x", 'there is no store "mysql:"'],
    ["postgres:u:p@h/d", 'expected "//"'],
    ["sqlite:", 'expected a path after "sqlite:"; got none'],
    ["sqlite::memory:", '"memory:"'],
    ["sqlite://x.db", 'got "//"'],
    ["./inbox.db", 'For a file: "sqlite:./inbox.db".'],
    ["sqllite:./x.db", 'Did you mean "sqlite:"?'],
    ["memory:x", 'expected "memory:" and nothing after it'],
  ])("%s is refused", (store, said) => {
    const message = refusal({ store, sources: { github } });
    expect(message).toContain(said);
    expect(message).toContain("sqlite:");
    expect(message).not.toContain("u:p");
  });
});

describe("serving", () => {
  const settings = resolveConfig(
    { sources: { open: { provider: "none" }, slow: { ...github, mode: "sync" } } },
    { env: {} },
  );

  it("keeps what verifies nothing on loopback", () => {
    expect(() => checkServing(settings, { host: "127.0.0.1", work: true })).not.toThrow();
    expect(() => checkServing(settings, { host: "0.0.0.0", work: true })).toThrow(
      /sources\.open\.provider: the provider "none" verifies nothing, and 0\.0\.0\.0 can be reached/,
    );
    const allowed = resolveConfig({ sources: { open: { provider: "none", allowUnverified: true } } }, { env: {} });
    expect(() => checkServing(allowed, { host: "0.0.0.0", work: true })).not.toThrow();
  });

  it("needs a worker for a sync source", () => {
    expect(() => checkServing(settings, { host: "127.0.0.1", work: false })).toThrow(
      /sources\.slow\.mode: .*this process runs none/,
    );
  });

  it.each([
    ["127.0.0.1", true],
    ["127.8.0.1", true],
    ["localhost", true],
    ["::1", true],
    ["0.0.0.0", false],
    ["::", false],
    ["127.0.0.1.example.com", false],
    ["", false],
  ])("%s: loopback %s", (host, loopback) => {
    expect(isLoopback(host)).toBe(loopback);
  });
});
