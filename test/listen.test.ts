import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { type LongRun, startHookinbox } from "../src/cli/process.fixture.ts";
import { project } from "../src/cli/run.fixture.ts";
import { createInbox } from "../src/inbox.ts";
import { sign } from "../src/verify/sign/sign.ts";
import { verify } from "../src/verify/verify.ts";
import { type CuttingProxy, createCuttingProxy } from "./cutting-proxy.fixture.mjs";

const SECRET = "only the tests of listen know it";
const CONFIG = `export default { sources: {
  github: { provider: "github", secret: ${JSON.stringify(SECRET)} },
  gitlab: { provider: "gitlab", secret: ${JSON.stringify(SECRET)} },
  other: { provider: "github", secret: ${JSON.stringify(SECRET)} },
}, admin: { hosts: [process.env.FAR_HOST] }, log: { level: "silent" } };`;

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

interface Far {
  readonly folder: string;
  readonly env: Record<string, string>;
  /** Stands before its admin listener, and can cut. */
  readonly proxy: CuttingProxy;
  ingest: string;
  admin: number;
  stop(signal?: NodeJS.Signals): Promise<void>;
  start(env?: Record<string, string>): Promise<void>;
}

/** The inbox out there, in a process of its own, and a folder for what listeners remember. */
async function farInbox(): Promise<Far> {
  const { folder, remove } = project({ "hookinbox.config.mjs": CONFIG });
  const proxy = await createCuttingProxy(0);
  undo.push(remove, proxy.close);
  let run: LongRun;
  const far: Far = {
    folder,
    env: {
      XDG_STATE_HOME: `${folder}/state`,
      HOOKINBOX_TOKEN: "listen-token-of-the-test",
      LOCAL_TOKEN: "of this machine",
    },
    proxy,
    ingest: "",
    admin: 0,
    async start(env = {}) {
      const own = {
        HOOKINBOX_ADMIN_TOKEN: "admin-token",
        HOOKINBOX_LISTEN_TOKEN: "listen-token-of-the-test",
        FAR_HOST: `127.0.0.1:${proxy.port}`,
      };
      run = startHookinbox(folder, ["serve", "--port", "0", "--admin-port", "0"], { ...own, ...env });
      const [, ingest = "", admin] = await run.saying(/ready: (http:\/\/[^/]+)\S*.* admin http:\/\/[^:]+:(\d+)/);
      Object.assign(far, { ingest, admin: Number(admin) });
      proxy.to(far.admin);
    },
    async stop(signal = "SIGKILL") {
      run.kill(signal);
      await run.ended;
    },
  };
  undo.push(() => far.stop());
  await far.start();
  return far;
}

interface Got {
  readonly key: string;
  readonly message: IncomingMessage;
  readonly body: Buffer;
}

interface App {
  readonly url: string;
  readonly port: number;
  readonly got: Got[];
  /** It answers so many; what comes after them hangs. */
  answers: number;
  readonly close: () => void;
}

/** The app on the laptop. */
async function localApp(port = 0): Promise<App> {
  const got: Got[] = [];
  const server = createServer(async (message, response) => {
    const parts: Buffer[] = [];
    for await (const part of message) parts.push(part as Buffer);
    got.push({ key: String(message.headers["x-github-delivery"]), message, body: Buffer.concat(parts) });
    if (got.length <= app.answers) response.end("ok");
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  undo.push(close);
  const bound = (server.address() as AddressInfo).port;
  const app: App = {
    url: `http://127.0.0.1:${bound}/webhooks`,
    port: bound,
    got,
    answers: Number.POSITIVE_INFINITY,
    close,
  };
  return app;
}

function listen(far: Far, port: number, ...args: string[]): LongRun {
  const run = startHookinbox(far.folder, ["listen", "--from", `http://127.0.0.1:${port}`, ...args], far.env);
  undo.push(() => run.ended);
  undo.push(() => run.kill("SIGKILL"));
  return run;
}

let sent = 0;
async function send(far: Far, { body = "{}", type = "push" }: { body?: string; type?: string } = {}): Promise<string> {
  const key = `delivery-${String(++sent).padStart(6, "0")}`;
  const request = sign("github", { url: `${far.ingest}/in/github`, body }, { secret: SECRET, type, key });
  const response = await fetch(request.url, request as RequestInit);
  expect(response.status).toBe(202);
  return key;
}

/**
 * Puts more into the store than a server tells at once, while it does not run: pushes of all sources, and between them an
 * issue in turn of the one and of the other. Gives the issues' bodies, in the order in which they were accepted.
 */
async function fillWhileAway({ folder }: Far): Promise<string[]> {
  const sources = Object.fromEntries(
    (["github", "gitlab", "other"] as const).map((name) => [
      name,
      { provider: name === "gitlab" ? "gitlab" : "github", secret: SECRET } as const,
    ]),
  );
  const inbox = createInbox({ store: `sqlite:${folder}/hookinbox.db`, sources, log: { level: "silent" } });
  await inbox.start();
  const put = async (source: string, type: string, body: string): Promise<void> => {
    const provider = source === "gitlab" ? "gitlab" : "github";
    const request = sign(provider, { url: `http://localhost/in/${source}`, body }, { secret: SECRET, type });
    expect((await inbox.fetch(new Request(request.url, request as RequestInit))).ok).toBe(true);
  };
  const bodies: string[] = [];
  for (let round = 0; round < 40; round++) {
    const pushes = Array.from({ length: 130 }, (_, i) => put(i % 2 === 0 ? "github" : "other", "push", "{}"));
    await Promise.all([...pushes, put("other", "issues", '{"action":"opened"}')]);
    const body = JSON.stringify({ action: "opened", round });
    await put(round % 2 === 0 ? "github" : "gitlab", round % 2 === 0 ? "issues" : "Issue Hook", body);
    bodies.push(body);
  }
  await inbox.stop();
  return bodies;
}

const unique = (got: readonly Got[]): string[] => [...new Set(got.map(({ key }) => key))];

describe("hookinbox listen", () => {
  test("none is lost and the order holds over cut connections, a killed listener and a killed server", async () => {
    const far = await farInbox();
    const { proxy } = far;
    const app = await localApp();
    let run = listen(far, proxy.port, "--to", app.url, "--source", "github");
    await run.saying(/connected/);
    const keys: string[] = [];
    for (let i = 1; i <= 240; i++) {
      keys.push(await send(far, { body: JSON.stringify({ i, text: "as it came  " }) }));
      if (i % 30 === 0) proxy.cut();
      if (i === 100) {
        run.kill("SIGKILL");
        await run.ended;
        run = listen(far, proxy.port, "--to", app.url, "--source", "github");
      }
      if (i === 170) {
        await far.stop();
        await far.start();
      }
    }
    await expect.poll(() => unique(app.got).length, { timeout: 20_000 }).toBe(keys.length);
    expect(unique(app.got)).toEqual(keys);
    // Once each, but for what a kill fell upon.
    expect(app.got.length - keys.length).toBeLessThanOrEqual(2);
    expect(run.said()).toMatch(/cut off[\s\S]*connected again/);
    const { message, body } = app.got[20]!;
    const request = { url: "/webhooks", headers: message.headers as Record<string, string>, body };
    expect(await verify("github", request, { secret: SECRET })).toMatchObject({ ok: true, key: app.got[20]?.key });
  });

  test("a link that is dead without a word is found, said, and taken up again", async () => {
    const far = await farInbox();
    const { proxy } = far;
    const app = await localApp();
    const run = listen(far, proxy.port, "--to", app.url);
    await run.saying(/connected/);
    proxy.silent(true);
    const key = await send(far);
    await run.saying(/cut off: nothing was heard for 10 s: the link is dead/);
    proxy.silent(false);
    proxy.cut();
    await expect.poll(() => unique(app.got), { timeout: 20_000 }).toEqual([key]);
    expect(run.said()).toMatch(/connected again/);
  });

  test("while nothing listens here events wait, in order; r sends the last again", async () => {
    const far = await farInbox();
    const closed = await localApp();
    closed.close();
    const run = listen(far, far.admin, "--to", closed.url, "--type", "issues.*");
    await run.saying(/connected/);
    const keys: string[] = [];
    for (let i = 0; i < 4; i++) {
      keys.push(await send(far, { type: "issues", body: '{"action":"opened"}' }));
      await send(far, { type: "push" });
    }
    await run.saying(/waiting: .*nothing listens there/);
    const app = await localApp(closed.port);
    await expect.poll(() => app.got.map(({ key }) => key), { timeout: 20_000 }).toEqual(keys);
    run.child.stdin?.write("r\n");
    await run.saying(/200 .*once more/);
    expect(app.got.map(({ key }) => key)).toEqual([...keys, keys.at(-1)]);
    run.kill("SIGTERM");
    expect(await run.ended).toBe(0);
  });

  test("more than is told at once was missed: of each source, in order, also by one that is killed meanwhile", async () => {
    const far = await farInbox();
    const app = await localApp();
    const of = [
      "--to",
      app.url,
      "--source",
      "github",
      "--source",
      "gitlab",
      "--type",
      "issues.*",
      "--type",
      "Issue Hook",
    ];
    const bodies = (from = 0) => [...new Set(app.got.slice(from).map(({ body }) => body.toString()))];
    const { proxy } = far;
    const before = listen(far, proxy.port, ...of);
    await before.saying(/connected/);
    before.kill("SIGTERM");
    await before.ended;
    await far.stop();
    const expected = await fillWhileAway(far);
    await far.start();
    app.answers = 3;
    const cut = listen(far, proxy.port, ...of);
    await expect.poll(() => app.got.length, { timeout: 60_000 }).toBe(4);
    cut.kill("SIGKILL");
    await cut.ended;
    app.answers = Number.POSITIVE_INFINITY;
    const after = listen(far, proxy.port, ...of);
    await expect.poll(bodies, { timeout: 60_000 }).toEqual(expected);
    after.kill("SIGTERM");
    await after.ended;
    const had = app.got.length;
    listen(far, proxy.port, ...of, "--name", "late", "--since", "1h");
    await expect.poll(() => bodies(had), { timeout: 60_000 }).toEqual(expected);
    const key = await send(far, { type: "issues", body: '{"action":"closed"}' });
    await expect.poll(() => app.got.at(-1)?.key, { timeout: 20_000 }).toBe(key);
  }, 120_000);

  test("a body of 25 MB comes byte for byte; a second name has a cursor of its own; a token in a header stays there", async () => {
    const far = await farInbox();
    const app = await localApp();
    const first = listen(far, far.admin, "--to", app.url, "--header-env", "X-Gitlab-Token=LOCAL_TOKEN");
    const second = listen(far, far.admin, "--print", "--json", "--name", "second", "--type", "Push Hook");
    await Promise.all([first.saying(/connected/), second.saying(/connected/)]);
    // To the last byte that a source takes, and not one character a byte.
    const text = "é ".repeat(8_000_000);
    const whole = `{"text":"${text}"}${" ".repeat(25 * 1024 * 1024 - 24_000_011)}`;
    await send(far, { body: whole });
    await expect.poll(() => app.got.length, { timeout: 20_000 }).toBe(1);
    const hash = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");
    expect(hash(app.got[0]!.body)).toBe(hash(whole));
    const gitlab = sign(
      "gitlab",
      { url: `${far.ingest}/in/gitlab`, body: "{}" },
      { secret: SECRET, type: "Push Hook" },
    );
    await fetch(gitlab.url, gitlab as RequestInit);
    await expect.poll(() => app.got.length).toBe(2);
    expect(app.got[1]?.message.headers).toMatchObject({
      "x-gitlab-event": "Push Hook",
      "x-gitlab-token": "of this machine",
    });
    await second.saying(/"source":"gitlab"/);
    expect(first.said() + second.said()).not.toContain(SECRET);
    const third = listen(far, far.admin, "--print", "--name", "second");
    expect(await third.ended).toBe(2);
    expect(third.said()).toMatch(/LISTEN_TAKEN[\s\S]*--name/);
  });

  test("a token that is not taken: exit code 2 with the fix; one that is taken back: it says so and stops; a source that there is not", async () => {
    const far = await farInbox();
    const app = await localApp();
    const wrong = startHookinbox(far.folder, ["listen", "--from", `http://127.0.0.1:${far.admin}`, "--print"], {
      ...far.env,
      HOOKINBOX_TOKEN: "wrong",
    });
    expect(await wrong.ended).toBe(2);
    expect(wrong.said()).toMatch(/LISTEN_REFUSED[\s\S]*HOOKINBOX_TOKEN/);
    const slip = listen(far, far.admin, "--print", "--source", "githb");
    expect(await slip.ended).toBe(2);
    expect(slip.said()).toMatch(/LISTEN_REFUSED.*there is no source "githb". Did you mean "github"/);
    const { proxy } = far;
    const run = listen(far, proxy.port, "--to", app.url);
    await run.saying(/connected/);
    await far.stop();
    await far.start({ HOOKINBOX_LISTEN_TOKEN: "another" });
    expect(await run.ended).toBe(2);
    expect(run.said()).toMatch(/does not take this token \(401\)/);
  });
});
