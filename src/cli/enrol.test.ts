import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { verify } from "../verify/verify.ts";
import { CLI, hookinbox, project } from "./run.fixture.ts";

const made: (() => void)[] = [];
afterEach(() => {
  for (const undo of made.splice(0)) undo();
});

const TOKEN = "secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl";
const HOOK_SECRET = "b537207f20cbfa02357cf448134da559";

interface Open {
  readonly child: ChildProcess;
  readonly folder: string;
  readonly env: string;
  readonly url: string;
  readonly ended: Promise<number | null>;
  readonly said: () => string;
}

/** The real command, once its window is open. */
async function opened(args: string[], files: Record<string, string> = {}): Promise<Open> {
  const { folder, remove } = project(files);
  const { ASANA_WEBHOOK_SECRET: _, NOTION_WEBHOOK_SECRET: __, ...env } = process.env;
  const child = spawn(process.execPath, [CLI, "enrol", ...args, "--port", "0"], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  made.push(remove, () => child.kill("SIGKILL"));
  let text = "";
  child.stderr.setEncoding("utf8").on("data", (more) => (text += more));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (more) => {
      text += more;
      const found = /ready to enrol .*: (http:\/\/[^/]+)\//.exec(text);
      if (found?.[1]) resolve(found[1]);
    });
    child.once("close", () => reject(new Error(`it ended: ${text}`)));
  });
  return { child, folder, env: join(folder, ".env"), url, ended, said: () => text };
}

const asana = (url: string, secret = HOOK_SECRET): Promise<Response> =>
  fetch(`${url}/in/asana`, { method: "POST", headers: { "x-hook-secret": secret } });
const notion = (url: string, body: string): Promise<Response> =>
  fetch(`${url}/in/notion`, { method: "POST", headers: { "content-type": "application/json" }, body });

describe("enrol", () => {
  it("takes Asana's secret: gives it back, writes it for its owner alone, shows it nowhere, and closes", async () => {
    const window = await opened(["asana"]);
    const answer = await asana(window.url);
    expect([answer.status, answer.headers.get("x-hook-secret"), await answer.text()]).toEqual([200, HOOK_SECRET, ""]);
    expect(await window.ended).toBe(0);
    expect(readFileSync(window.env, "utf8")).toBe(`ASANA_WEBHOOK_SECRET=${HOOK_SECRET}\n`);
    expect(statSync(window.env).mode & 0o777).toBe(0o600);
    expect(window.said()).toContain("request that creates the webhook ends well now");
    expect(window.said()).toContain("hookinbox serve");
    expect(window.said()).not.toContain(HOOK_SECRET);
    await expect(asana(window.url)).rejects.toThrow();
  });

  it("takes Notion's token into the blank that init writes, and it then verifies", async () => {
    const { folder, remove } = project();
    made.push(remove);
    await hookinbox(folder, "init", "notion");
    writeFileSync(join(folder, ".env"), "# Notion's\nNOTION_WEBHOOK_SECRET=\nOTHER=1");
    const files = Object.fromEntries(
      [".env", "hookinbox.config.mjs", "handlers.mjs"].map((name) => [name, readFileSync(join(folder, name), "utf8")]),
    );
    const window = await opened(["notion"], files);
    const answer = await notion(window.url, JSON.stringify({ verification_token: TOKEN }));
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    expect(await window.ended).toBe(0);
    expect(readFileSync(window.env, "utf8")).toBe(`# Notion's\nNOTION_WEBHOOK_SECRET=${TOKEN}\nOTHER=1`);
    expect(window.said()).toContain("under Verify");
    expect(window.said()).not.toContain(TOKEN);
    const checked = await hookinbox(window.folder, "doctor", "--port", "0", "--admin-port", "0");
    expect(checked.stdout).toContain("Nothing is wrong");

    const body = '{"id":"1","type":"page.created"}';
    const signature = `sha256=${createHmac("sha256", TOKEN).update(body).digest("hex")}`;
    const headers = { "x-notion-signature": signature, "content-type": "application/json" };
    const url = "https://inbox.example.com/in/notion";
    expect(await verify("notion", { method: "POST", url, headers, body }, { secret: TOKEN })).toMatchObject({
      ok: true,
    });
  });

  it("takes one of many that come at once; the others get nothing", async () => {
    const window = await opened(["asana"]);
    const secrets = Array.from({ length: 12 }, (_, i) => `${HOOK_SECRET}-${i}`);
    const answers = await Promise.allSettled(secrets.map((secret) => asana(window.url, secret)));
    expect(await window.ended).toBe(0);
    const statuses = answers.map((one) => (one.status === "fulfilled" ? one.value.status : "cut"));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.every((status) => status === 200 || status === 401 || status === "cut")).toBe(true);
    expect(readFileSync(window.env, "utf8")).toBe(`ASANA_WEBHOOK_SECRET=${secrets[statuses.indexOf(200)]}\n`);
  });

  it("refuses what is no such handshake, keeps none of it, and waits on", async () => {
    const window = await opened(["asana"]);
    const { url } = window;
    const statusOf = async (answer: Response): Promise<unknown> => {
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(answer.headers.has("x-hook-secret")).toBe(false);
      return [answer.status, ((await answer.json()) as { code: string }).code];
    };
    const unsigned = [401, "SIGNATURE_MISSING"];
    for (const odd of ["short", "with a space in it", "x".repeat(257), ""])
      expect(await statusOf(await asana(url, odd))).toEqual(unsigned);
    expect(await statusOf(await fetch(`${url}/in/asana`, { method: "POST", body: "{}" }))).toEqual(unsigned);
    const secret = { "x-hook-secret": HOOK_SECRET };
    expect(await statusOf(await fetch(`${url}/in/asana`, { headers: secret }))).toEqual(unsigned);
    for (const path of ["/in/other", "/", "/in/asana/more", "/in"])
      expect(await statusOf(await fetch(url + path, { method: "POST", headers: secret }))).toEqual([
        404,
        "UNKNOWN_SOURCE",
      ]);
    const large = await fetch(`${url}/in/asana`, { method: "POST", headers: secret, body: "x".repeat(65_537) });
    expect(await statusOf(large)).toEqual([413, "BODY_TOO_LARGE"]);
    // Which of two is meant cannot be told.
    expect(await statusOfRaw(url, ["X-Hook-Secret", HOOK_SECRET, "X-Hook-Secret", "another-of-them"])).toBe(401);
    expect(existsSync(window.env)).toBe(false);
    expect((await asana(url)).status).toBe(200);
    expect(await window.ended).toBe(0);
  });

  it.each([
    ["more than the token", JSON.stringify({ verification_token: TOKEN, id: "1" })],
    ["a token that is no text", '{"verification_token":{"a":1}}'],
    ["a token with a line break", JSON.stringify({ verification_token: "secret_1234\nEVIL=1" })],
    ["no JSON", "{"],
  ])("refuses of Notion %s", async (_, body) => {
    const window = await opened(["notion"]);
    expect((await notion(window.url, body)).status).toBe(401);
    expect(existsSync(window.env)).toBe(false);
  });

  it("ends with 1 when none came in time, says what to check, and writes nothing", async () => {
    const window = await opened(["asana", "--for", "300ms"]);
    await fetch(`${window.url}/in/asana`).catch(() => {});
    expect(await window.ended).toBe(1);
    expect(window.said()).toMatch(/No handshake of Asana within 300ms[\s\S]*\/in\/asana[\s\S]*tunnel or proxy/);
    expect(existsSync(window.env)).toBe(false);
  });

  it("listens at the own path of the config's source, for another variable and file", async () => {
    const config = `export default { sources: { tasks: { provider: "asana", secret: process.env.TASKS, path: "/hooks/tasks/" } } };`;
    const window = await opened(["asana", "--name", "TASKS", "--dotenv", "./.env.local"], {
      "hookinbox.config.mjs": config,
    });
    const answer = await fetch(`${window.url}/hooks/tasks?a=1`, {
      method: "POST",
      headers: { "x-hook-secret": "a#b'c$d-and-more" },
    });
    expect(answer.status).toBe(200);
    expect(await window.ended).toBe(0);
    expect(readFileSync(join(window.folder, ".env.local"), "utf8")).toBe("TASKS=`a#b'c$d-and-more`\n");
  });

  it("never replaces a value that was written while it waited: the provider is told that it failed", async () => {
    const window = await opened(["asana"]);
    writeFileSync(window.env, "ASANA_WEBHOOK_SECRET=mine\n");
    const answer = await asana(window.url);
    expect([answer.status, answer.headers.has("x-hook-secret")]).toEqual([500, false]);
    expect(await window.ended).toBe(2);
    expect(readFileSync(window.env, "utf8")).toBe("ASANA_WEBHOOK_SECRET=mine\n");
    expect(window.said()).toContain("never replaces one");
  });
});

const CONFIG_AND_ENV = { "hookinbox.config.json": '{"sources":{}}', ".env": "MINE=mine" };

describe("enrol opens no window", () => {
  const refused = async (files: Record<string, string>, ...args: string[]) => {
    const { folder, remove } = project(files);
    made.push(remove);
    const ran = await hookinbox(folder, "enrol", ...args, "--port", "0", "--for", "1s");
    for (const [name, text] of Object.entries(files)) expect(readFileSync(join(folder, name), "utf8")).toBe(text);
    expect(ran.stdout).toBe("");
    return ran;
  };

  it("for a provider without such a handshake, and names those that have one", async () => {
    const { code, stderr } = await refused({}, "github");
    expect([code, stderr]).toEqual([2, expect.stringContaining("Those that do: asana, notion.")]);
  });

  it.each<[string, Record<string, string>, string[]]>([
    ["in the env file", { ".env": "ASANA_WEBHOOK_SECRET=mine\n" }, []],
    ["in the env file, twice", { ".env": "ASANA_WEBHOOK_SECRET=mine\nASANA_WEBHOOK_SECRET=\n" }, []],
    ["in another env file", { "other.env": "export MINE='mine'" }, ["--dotenv", "other.env", "--name", "MINE"]],
    ["in the .env beside it", CONFIG_AND_ENV, ["--dotenv", "other.env", "--name", "MINE"]],
    ["in the environment", {}, ["--name", "PATH"]],
    ["in the config", { "hookinbox.config.json": '{"sources":{"asana":{"provider":"asana","secret":["mine"]}}}' }, []],
  ])("where there is a value %s", async (_, files, args) => {
    const { code, stderr } = await refused(files, "asana", ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining("never replaces one")]);
    expect(stderr).not.toContain("mine");
  });

  it.each<[string, string[], string]>([
    ["a name that is no variable's", ["--name", "A B"], "--name"],
    ["a name that is no source's", ["--source", "../x"], "--source"],
    ["a window without an end", ["--for", "100d"], "at most 24h"],
    ["a folder that is not there", ["--dotenv", "none/.env"], "cannot be written"],
    ["a source of another provider", ["--source", "code"], "is of github"],
  ])("for %s", async (_, args, words) => {
    const config = '{"sources":{"code":{"provider":"github","secret":"0123456789abcdef"}}}';
    const { code, stderr } = await refused({ "hookinbox.config.json": config }, "asana", ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });

  it("where the port is taken", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    made.push(() => server.close());
    const { port } = server.address() as { port: number };
    const { folder, remove } = project();
    made.push(remove);
    const { code, stderr } = await hookinbox(folder, "enrol", "asana", "--port", String(port));
    expect([code, stderr]).toEqual([1, expect.stringContaining("stop it for as long as this takes")]);
  });
});

/** Headers as they are given, one name twice as well. */
function statusOfRaw(url: string, headers: string[]): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const options = { hostname, port, path: "/in/asana", method: "POST", headers: ["Host", "localhost", ...headers] };
    request(options, (response) => resolve(response.resume().statusCode))
      .once("error", reject)
      .end();
  });
}
