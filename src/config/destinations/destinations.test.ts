import { describe, expect, test } from "vitest";
import { createInbox } from "../../inbox.ts";
import type { Config } from "../config.ts";
import { resolveConfig } from "../resolve.ts";
import type { DestinationConfig, RouteConfig } from "./written.ts";

const github = { provider: "github", secret: "It's a Secret to Everybody" };
const app = { url: "https://app.example.com/hooks" };

/** What is said of a config; it may be of any shape. */
function refusal(config: { destinations?: unknown; routes?: unknown }, file?: string): string {
  try {
    resolveConfig({ sources: { github, gitlab: github }, ...config } as Config, { file, env: {} });
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing";
}

describe("a destination", () => {
  test.each<[unknown, string]>([
    [[], "destinations: expected an object of destinations"],
    ["https://x.example", "destinations.it: expected an object such as { url:"],
    [{}, "destinations.it: it does not say where it leads."],
    [{ uri: "https://x.example" }, 'destinations.it.uri: there is no such key. Did you mean "url"?'],
    [{ ...app, command: ["x"] }, "destinations.it: it is of one kind; got url and command."],
    [{ url: undefined }, "destinations.it.url: expected an http or https URL"],
    [{ url: "app.example.com" }, "destinations.it.url: expected an http or https URL"],
    [{ url: "ftp://app.example.com" }, "expected an http or https URL"],
    [{ url: "https://me:hidden@app.example.com" }, "a URL must not hold a password"],
    [{ url: "http://localhost:3000" }, "add: allowPrivate: true"],
    [{ ...app, allowPrivate: "yes" }, 'allowPrivate: expected true or false; got "yes"'],
    [{ ...app, secret: undefined }, "destinations.it.secret: expected a secret; got undefined."],
    [{ ...app, secret: [] }, "expected at least one secret"],
    [{ ...app, secret: "whsec_not base64!" }, "Make one: echo whsec_$(openssl rand -base64 32)"],
    [{ ...app, headers: { authorization: undefined } }, "destinations.it.headers.authorization: expected a text"],
    [{ ...app, headers: { "x-a": "a\r\nb: c" } }, 'headers["x-a"]: expected a text in one line; got a string'],
    [{ ...app, headers: { "webhook-id": "1" } }, "this name cannot be used there"],
    [{ ...app, headers: { Host: "1" } }, "this name cannot be used there"],
    [{ ...app, retryOn: [500] }, "destinations.it.retryOn: expected a list of statuses from 400 to 499"],
    [{ ...app, retry: ["soon"] }, "destinations.it.retry[0]: expected a duration"],
    [{ ...app, retires: [] }, 'destinations.it.retires: there is no such key. Did you mean "retry"?'],
    [{ ...app, concurrency: 0 }, "destinations.it.concurrency: expected a whole number from 1 up"],
    [{ ...app, onDead: "skip" }, "about the order of events, and there is none"],
    [{ command: "python3 handle.py" }, 'Write ["python3", "handle.py"].'],
    [{ command: [] }, "destinations.it.command: expected a list of the program and its arguments"],
    [{ command: ["x", 1] }, "destinations.it.command: expected a list"],
    [{ command: ["x"], env: { "A B": "c" } }, "this name cannot be used there"],
    [{ command: ["x"], env: { HOOKINBOX_KEY: "c" } }, "this name cannot be used there"],
    [{ command: ["x"], maxOutput: "much" }, "destinations.it.maxOutput: expected a size"],
    [{ command: ["x"], secret: "y" }, "destinations.it.secret: there is no such key."],
    [{ bullmq: "webhooks" }, 'destinations.it.bullmq: expected { queue: "webhooks"'],
    [{ bullmq: { queue: "a:b", connection: "redis://x" } }, "bullmq.queue: expected a queue's name without a colon"],
    [{ bullmq: { queue: "a", conection: "redis://x" } }, 'bullmq.conection: there is no such key. Did you mean "conn'],
    [{ bullmq: { queue: "a", connection: "http://hidden" } }, "bullmq.connection: expected a URL"],
    [{ bullmq: { queue: "a", connection: "redis://x", job: { jobId: "1" } } }, "set by the delivery itself"],
  ])("%j", (it, said) => {
    const message = refusal({ destinations: Array.isArray(it) ? it : { it: it as DestinationConfig } });
    expect(message).toContain(said);
    expect(message).not.toContain("hidden");
  });

  test.each(["", "a/b", "a\nb", "-a", "x".repeat(101)])("cannot be called %j", (name) => {
    expect(refusal({ destinations: { [name]: app } })).toContain("a destination's name begins with a letter");
  });

  test("with every key is taken, and what is left out has its default", () => {
    const { destinations } = resolveConfig(
      {
        sources: { github },
        destinations: {
          app: { ...app, secret: ["whsec_bmV3IG5ldyBuZXcgbmV3", "b2xkIG9sZCBvbGQ="], timeout: "5s", orderBy: true },
          script: { command: ["./run.sh"], cwd: "work" },
          jobs: { bullmq: { queue: "q", connection: "rediss://:p@redis.example.com/1" } },
        },
      },
      { file: "/srv/hookinbox.config.mjs" },
    );
    expect(destinations.get("app")).toMatchObject({
      options: { timeout: "5s", orderBy: true },
      target: { kind: "http" },
    });
    expect(destinations.get("script")).toMatchObject({
      options: { concurrency: 4 },
      target: { kind: "command", command: ["./run.sh"], cwd: "/srv/work", maxOutput: 10 * 1024 * 1024 },
    });
    expect(destinations.get("jobs")).toMatchObject({ options: { timeout: "30s" }, target: { job: {} } });
  });
});

describe("a route", () => {
  test.each<[unknown, string]>([
    [{ from: "githb", to: "app" }, 'routes[0].from: there is no source "githb". Did you mean "github"?'],
    [
      { from: ["github", "x"], to: "app" },
      'routes[0].from[1]: there is no source "x".\n    There are: github, gitlab.',
    ],
    [{ from: "*", to: "ap" }, 'routes[0].to: there is no destination "ap". Did you mean "app"?'],
    [{ from: "*" }, "routes[0].to: expected a destination's name"],
    [{ to: "app" }, "routes[0].from: expected a source's name"],
    [{ from: "*", to: "app", types: [] }, "routes[0].types: expected a type"],
    [{ from: "*", to: "app", types: "a.*.b" }, "has a * before its end"],
    [{ from: "*", to: "app", type: "a" }, 'routes[0].type: there is no such key. Did you mean "types"?'],
    ["github", "routes[0]: expected an object such as { from:"],
  ])("%j", (route, said) => {
    expect(refusal({ destinations: { app }, routes: [route] })).toContain(said);
  });

  test("without any destination in the config", () => {
    expect(refusal({ routes: [{ from: "*", to: "app" }] })).toContain("The config has no destinations.");
  });

  test("in code is held to the same, before the start", async () => {
    const inbox = createInbox({ store: "memory:", sources: { github }, destinations: { app } });
    expect(() => inbox.route({ from: "github", to: "apk" } as RouteConfig)).toThrow(
      /inbox.route.*\n.*Did you mean "app"/,
    );
    expect(inbox.route({ from: "github", types: "push", to: "app" })).toBe(inbox);
    await inbox.start();
    expect(() => inbox.route({ from: "github", to: "app" })).toThrow(/before start/);
    await inbox.stop();
  });

  test("names are shared with handlers", async () => {
    const inbox = createInbox({ store: "memory:", sources: { github }, destinations: { app } });
    inbox.on("github", "push", () => {}, { name: "app" });
    await expect(inbox.start()).rejects.toThrow('a handler and a destination of the config are called "app"');
  });
});
