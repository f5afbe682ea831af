import { createServer } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, test } from "vitest";
import type { Config } from "../../src/config/config.ts";
import type { HttpDestinationConfig } from "../../src/config/destinations/written.ts";
import { createInbox, type Inbox } from "../../src/inbox.ts";
import type { AttemptReport } from "../../src/observe.ts";
import { waitFor } from "../../src/testing/wait-for.ts";
import { sign } from "../../src/verify/sign/sign.ts";
import { type Answer, type App, type Got, startApp } from "./app.fixture.ts";

const SECRET = "0123456789abcdef only tests know it";
const NEW = "whsec_bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXcgbmV3";
const OLD = "whsec_b2xkIG9sZCBvbGQgb2xkIG9sZCBvbGQgb2xk";

const cleanup: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanup.splice(0).reverse()) await clean();
});

interface Rig {
  readonly app: App;
  readonly inbox: Inbox;
  readonly reports: AttemptReport[];
  send(body: string | Uint8Array, headers?: Record<string, string | readonly string[]>): Promise<string>;
}

async function rig(
  options: Partial<HttpDestinationConfig> = {},
  answer?: (got: Got, count: number) => Answer | undefined,
  config: Partial<Config> = {},
): Promise<Rig> {
  const app = await startApp(answer);
  cleanup.push(app.close);
  const reports: AttemptReport[] = [];
  const inbox = createInbox(
    {
      store: "memory:",
      sources: {
        github: { provider: "github", secret: SECRET },
        gitlab: { provider: "gitlab", secret: SECRET },
      },
      destinations: { app: { url: `${app.url}/hooks?from=inbox`, allowPrivate: true, retry: [1, 1], ...options } },
      routes: [{ from: "*", to: "app" }],
      work: { poll: 10 },
      ...config,
    },
    { observer: { attempted: (report) => reports.push(report) } },
  );
  await inbox.start();
  cleanup.push(inbox.stop);
  return {
    app,
    inbox,
    reports,
    async send(body, headers = {}) {
      const signed = sign("github", { url: "http://inbox/in/github", headers, body }, { secret: SECRET, type: "push" });
      const reply = await inbox.fetch(new Request(signed.url, signed as RequestInit));
      expect(reply.status).toBe(202);
      return ((await reply.json()) as { id: string }).id;
    },
  };
}

const ended = async ({ inbox }: Rig, id: string) =>
  waitFor(async () => {
    const event = await inbox.archive.get(id);
    return event?.state === "done" || event?.state === "dead" ? event : undefined;
  });

describe("an HTTP destination", () => {
  test("gets the bytes, the provider's headers and ours, signed by Standard Webhooks", async () => {
    const one = await rig({ secret: [NEW, OLD], headers: { authorization: "Bearer for the app" } });
    const body = Buffer.concat([
      Buffer.from('{ "a" :\t1, "é": "'),
      Buffer.from([0xe2, 0x82, 0xac]),
      Buffer.from('" }'),
    ]);
    const id = await one.send(body, {
      "X-GitHub-Delivery": "key 7 é%",
      "X-Custom": "kept",
      Cookie: "a=1",
      "Hookinbox-Source": "forged",
      "Webhook-Id": "forged",
      Connection: "x-hop",
      "X-Hop": "dropped",
    });
    await ended(one, id);
    const [got] = one.app.got;
    expect(got?.method).toBe("POST");
    expect(got?.path).toBe("/hooks?from=inbox");
    expect(got?.body.equals(body)).toBe(true);
    expect(got?.headers).toMatchObject({
      "x-github-event": "push",
      "x-custom": "kept",
      authorization: "Bearer for the app",
      "content-type": "application/json",
      "content-length": String(body.length),
      "hookinbox-event": id,
      "hookinbox-source": "github",
      "hookinbox-type": "push",
      "hookinbox-attempt": "1",
      "webhook-id": id,
    });
    expect(decodeURIComponent(String(got?.headers["hookinbox-key"]))).toBe("key 7 é%");
    expect(got?.headers["hookinbox-delivery"]).toMatch(/^dlv_/);
    for (const name of ["cookie", "x-hop"]) expect(got?.headers).not.toHaveProperty(name);
    expect(got?.headers["x-hub-signature-256"]).toMatch(/^sha256=/);
    // By the reference implementation, with either secret.
    for (const secret of [NEW, OLD])
      expect(() => new Webhook(secret).verify(body, got?.headers as Record<string, string>)).not.toThrow();
    expect(() => new Webhook(NEW).verify(`${body} `, got?.headers as Record<string, string>)).toThrow();
    expect(one.reports).toMatchObject([{ outcome: "done", destination: "app" }]);
    expect(one.reports[0]?.detail).toMatch(/^204 No Content in \d+ ms$/);
  });

  test("does not get the secret that a provider sends as a header", async () => {
    const one = await rig();
    const signed = sign("gitlab", { url: "http://inbox/in/gitlab", body: "{}" }, { secret: SECRET, type: "Push Hook" });
    expect(JSON.stringify(signed.headers)).toContain(SECRET);
    expect((await one.inbox.fetch(new Request(signed.url, signed as RequestInit))).status).toBeLessThan(300);
    await waitFor(() => one.app.got[0]);
    expect(one.app.got[0]?.headers["x-gitlab-event"]).toBe("Push Hook");
    expect(JSON.stringify(one.app.got[0]?.rawHeaders)).not.toContain(SECRET);
  });

  test("an id that stays over retries, and connections that are used again", async () => {
    const one = await rig({ secret: NEW }, (_, count) => ({ status: count === 1 ? 503 : 200, body: "ok" }));
    const id = await one.send("{}");
    const event = await ended(one, id);
    expect(event.state).toBe("done");
    expect(one.app.got.map(({ headers }) => [headers["webhook-id"], headers["hookinbox-attempt"]])).toEqual([
      [id, "1"],
      [id, "2"],
    ]);
    expect(one.app.connections()).toBe(1);
    expect(event.deliveries[0]?.attempts[0]?.error).toMatch(
      /^POST http:\/\/127\.0\.0\.1:\d+\/hooks answered 503 Service Unavailable in \d+ ms\nok$/,
    );
  });

  test.each([
    [200, "done", 1],
    [302, "dead", 3],
    [400, "dead", 1],
    [404, "dead", 1],
    [409, "dead", 3],
    [410, "dead", 1],
    [408, "dead", 3],
    [425, "dead", 3],
    [429, "dead", 3],
    [500, "dead", 3],
    [503, "dead", 3],
  ] as const)("an answer %i: %s after %i attempts", async (status, state, attempts) => {
    const one = await rig({ retryOn: [409] }, () => ({
      status,
      headers: { location: "http://127.0.0.1:1/there?t=1" },
    }));
    const event = await ended(one, await one.send("{}"));
    expect([event.state, event.deliveries[0]?.attempts.length]).toEqual([state, attempts]);
    if (status === 302)
      expect(event.deliveries[0]?.attempts[0]?.error).toMatch(/leads to http:\/\/127\.0\.0\.1:1\/there and is not/);
  });

  test.each([
    ["another secret", { secret: NEW }, /: its secret may be another than this destination's `secret`\nbad signature$/],
    ["none", {}, /: this destination has no `secret`, so what it gets is not signed\nbad signature$/],
  ] as const)("a 401 says whose secret to look at: %s", async (_, options, hint) => {
    const one = await rig(options, ({ headers, body }) => {
      try {
        new Webhook(OLD).verify(body.toString(), headers as Record<string, string>);
        return { status: 200 };
      } catch {
        return { status: 401, body: "bad signature" };
      }
    });
    const event = await ended(one, await one.send("{}"));
    expect(event.state).toBe("dead");
    expect(event.deliveries[0]?.attempts[0]?.error).toMatch(hint);
  });

  test("what the app answers is kept short with the attempt, and never logged", async () => {
    const one = await rig({ retry: [] }, () => ({ status: 500, body: `Traceback \u001b[31m${"x".repeat(100_000)}` }));
    const event = await ended(one, await one.send("{}"));
    const error = event.deliveries[0]?.attempts[0]?.error ?? "";
    expect(error).toContain("\nTraceback  [31mxxx");
    expect(error.length).toBeLessThan(700);
    expect(one.reports[0]?.error).toMatch(/answered 500 Internal Server Error in \d+ ms$/);
  });

  test("Retry-After is waited for when it is longer than the policy's delay", async () => {
    const one = await rig({ retry: ["1m", "1m"] }, (_, count) => ({
      status: 429,
      headers: { "retry-after": count === 1 ? "7200" : "1" },
    }));
    const at = Date.now();
    await one.send("{}");
    const [report] = await waitFor(() => (one.reports.length > 0 ? one.reports : undefined));
    expect(report?.outcome).toBe("retry");
    expect(Math.round(((report?.retryAt ?? 0) - at) / 3_600_000)).toBe(2);
  });

  test("an app that is not there, and one that never answers", async () => {
    const hole = createServer(() => {}).listen(0, "127.0.0.1");
    cleanup.push(async () => hole.close());
    await new Promise((resolve) => hole.once("listening", resolve));
    const { port } = hole.address() as { port: number };
    const silent = await rig({ url: `http://127.0.0.1:${port}/`, timeout: 100, retry: [] });
    const hung = await ended(silent, await silent.send("{}"));
    expect(hung.deliveries[0]?.attempts[0]?.error).toContain("did not end within 100 ms");
    const gone = await rig({ url: "http://127.0.0.1:9/a?token=hidden", retry: [] });
    const refused = await ended(gone, await gone.send("{}"));
    expect(refused.deliveries[0]?.attempts[0]?.error).toMatch(
      /^POST http:\/\/127\.0\.0\.1:9\/a failed after .*ECONNREFUSED/,
    );
  });

  test("no more at once than its concurrency", async () => {
    let now = 0;
    let most = 0;
    const one = await rig({ concurrency: 2 }, () => {
      now += 1;
      most = Math.max(most, now);
      setImmediate(() => (now -= 1));
      return {};
    });
    const ids = await Promise.all(Array.from({ length: 20 }, (_, i) => one.send(`{"n":${i}}`)));
    for (const id of ids) await ended(one, id);
    expect(one.app.connections()).toBeLessThanOrEqual(2);
    expect(one.app.got).toHaveLength(20);
  });

  test("an event that two routes lead to one destination goes there once", async () => {
    const one = await rig({}, undefined, {
      routes: [
        { from: "github", types: "push", to: "app" },
        { from: ["github", "gitlab"], types: ["push", "issues.*"], to: ["app"] },
      ],
    });
    const event = await ended(one, await one.send("{}"));
    expect(event.deliveries.map(({ destination }) => destination)).toEqual(["app"]);
  });
});
