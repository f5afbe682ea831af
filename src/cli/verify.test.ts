import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SignOptions, sign } from "../verify/sign/sign.ts";
import { openDesk } from "./desk.fixture.ts";
import { CLI, fill, GITHUB_CONFIG, HANDLERS, lines, project, type Ran, SECRET } from "./run.fixture.ts";

const BODY = '{"action":"opened","n":1}';
const AT = Date.UTC(2026, 10, 21, 9, 0, 0);
const NOW = "2026-11-21T09:00:00Z";
const ENV = `GITHUB_SECRET=${SECRET}\nOTHER_SECRET=some other secret here\nEMPTY_SECRET=\n`;
const { folder, remove } = project({ ".env": ENV, "secret.txt": `${SECRET}\n`, "body.json": BODY });
const { hookinbox, end } = openDesk();
afterAll(end);
afterAll(remove);

/** A signed request as an HTTP message; `change` is done to its body afterwards. */
function message(
  provider: string,
  secret: string,
  options: Partial<SignOptions> = {},
  change = (body: string) => body,
) {
  const request = sign(provider, { body: BODY }, { secret, now: AT, type: "issues", ...options });
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const text = change(Buffer.from(request.body).toString("utf8"));
  return `POST ${request.url ?? "/in/x"} HTTP/1.1\r\nHost: inbox.example.com\r\n${headers.join("")}\r\n${text}`;
}

const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return name;
};

const run = (...args: string[]): Promise<Ran> => hookinbox(folder, "verify", ...args);
const GITHUB = ["github", "--secret-env", "GITHUB_SECRET"];

/** With something on stdin. */
function feed(input: string, ...args: string[]): Promise<Ran> {
  const child = spawn(process.execPath, [CLI, "verify", ...args], { cwd: folder });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
  child.stdin.end(input);
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, stdout, stderr })));
}

describe("a request that holds", () => {
  it("is verified, with key and type; the secret comes from a variable, .env is read", async () => {
    const { code, stdout } = await run(...GITHUB, "--request", write("good.http", message("github", SECRET)));
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^verified +GitHub\n[\s\S]*type +issues\.opened\n/)]);
  });

  it("comes on stdin, or its secret does, or in parts", async () => {
    const text = message("github", SECRET);
    expect((await feed(text, ...GITHUB, "--request", "-")).code).toBe(0);
    write("good.http", text);
    expect((await feed(`${SECRET}\n`, "github", "--secret-stdin", "--request", "good.http")).code).toBe(0);
    expect((await run("github", "--secret-file", "secret.txt", "--request", "good.http")).code).toBe(0);
    const header = /X-Hub-Signature-256: \S+/i.exec(text)?.[0] ?? "";
    expect((await run(...GITHUB, "--url", "/in/github", "--header", header, "--body", "body.json")).code).toBe(0);
  });

  it("several secrets are a ring; --json is one value, without a secret or signature in it", async () => {
    write("good.http", message("github", SECRET));
    const { stdout } = await run(
      "github",
      "--secret-env",
      "OTHER_SECRET",
      "--secret-env",
      "GITHUB_SECRET",
      "--request",
      "good.http",
      "--json",
    );
    expect(lines(stdout)).toEqual([
      expect.objectContaining({ ok: true, provider: "github", type: "issues.opened", remarks: [] }),
    ]);
  });

  it("is judged as of when it came", async () => {
    write("stripe.http", message("stripe", SECRET));
    const stripe = ["stripe", "--secret-env", "GITHUB_SECRET", "--request", "stripe.http"];
    const late = await run(...stripe);
    expect(late).toMatchObject({ code: 1, stdout: expect.stringMatching(/^refused +TIMESTAMP_(?:TOO_OLD|IN_FUTURE)/) });
    expect(late.stderr).toContain("--now");
    for (const now of [NOW, String(AT), String(AT / 1000)]) expect((await run(...stripe, "--now", now)).code).toBe(0);
    expect((await run(...stripe, "--tolerance", "off")).code).toBe(0);
    expect((await run(...stripe, "--now", String(AT + 400_000))).code).toBe(1);
    expect((await run(...stripe, "--now", String(AT + 400_000), "--tolerance", "10m")).code).toBe(0);
  });

  it("takes options of the provider", async () => {
    write("generic.http", message("generic", SECRET, { header: "x-sig", encoding: "base64" }));
    const generic = [
      "generic",
      "--secret-env",
      "GITHUB_SECRET",
      "--request",
      "generic.http",
      "--option",
      "header=x-sig",
    ];
    const { code, stdout } = await run(...generic, "--option", "encoding=base64");
    expect([code, stdout]).toEqual([0, expect.stringContaining("in x-sig, as base64.")]);
    expect(await run(...generic, "--option", "encodin=hex")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean "encoding"?'),
    });
  });
});

describe("a request that does not", () => {
  it.each([
    ["other spacing", message("github", SECRET, {}, (body) => body.replaceAll(",", ", ")), "body-reserialised"],
    ["a line break", message("github", SECRET, {}, (body) => `${body}\n`), "trailing-newline"],
    ["another provider", message("stripe", SECRET), "other-provider"],
    ["another secret", message("github", "who knows which secret"), "none of the usual ones was found"],
  ])("%s: says what failed, the cause and the fix", async (_, text, cause) => {
    const { code, stdout, stderr } = await run(...GITHUB, "--request", write("bad.http", text));
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^refused +[A-Z_]+: .+\n +failed +.+\n/)]);
    expect(stdout).toMatch(new RegExp(`cause +${cause}`));
    expect(stdout).toMatch(/fix +\w.+\n/);
    const right = sign("github", { body: text.split("\r\n\r\n")[1] ?? "" }, { secret: SECRET, type: "issues" });
    const signature = Object.entries(right.headers).find(([name]) => /signature-256/i.test(name))?.[1];
    expect(stdout + stderr).not.toContain(String(signature).replace("sha256=", ""));
    expect(stdout + stderr).not.toContain(SECRET);
  });

  it("--json has code, cause and advice", async () => {
    write(
      "bad.http",
      message("github", SECRET, {}, (body) => `${body}\n`),
    );
    const { code, stdout } = await run(...GITHUB, "--request", "bad.http", "--json");
    expect(code).toBe(1);
    expect(lines(stdout)).toEqual([
      expect.objectContaining({
        ok: false,
        code: "SIGNATURE_MISMATCH",
        cause: "trailing-newline",
        advice: expect.any(String),
      }),
    ]);
  });

  it("a challenge is named, and what it is answered is not shown", async () => {
    const text = `GET /in/x?crc_token=anything HTTP/1.1\r\nHost: h\r\n\r\n`;
    const { code, stdout } = await run("x", "--secret-env", "GITHUB_SECRET", "--request", write("crc.http", text));
    expect([code, stdout]).toEqual([1, expect.stringContaining("UNSIGNED_CHALLENGE")]);
    expect(stdout).toMatch(/answer +a challenge: the inbox answers it with 200/);
    expect(stdout).not.toContain("sha256=");
  });
});

describe("wrong usage", () => {
  it.each([
    [[], "Which request?"],
    [["--request", "good.http"], "Which provider?"],
    [["github"], "Which request?"],
    [["githb", "--secret-file", "secret.txt", "--request", "good.http"], 'Did you mean "github"?'],
    [["github", "--request", "good.http"], "SECRET_MISSING"],
    [["github", "--secret", SECRET, "--request", "good.http"], "unknown option '--secret'"],
    [["github", "--secret-env", "NOT_THERE", "--request", "good.http"], "NOT_THERE is not set"],
    [["github", "--secret-env", "EMPTY_SECRET", "--request", "good.http"], "EMPTY_SECRET is empty"],
    [["github", "--secret-file", "nowhere", "--request", "good.http"], "nowhere: it is not there"],
    [["github", "--secret-stdin", "--request", "-"], "Stdin can give one thing"],
    [["github", "--request", "nowhere", "--secret-file", "secret.txt"], "nowhere: it is not there"],
    [["github", "--request", "good.http", "--body", "body.json"], "one of them"],
    [["github", "--header", "nonsense", "--secret-file", "secret.txt"], "--header"],
    [["github", "--request", "good.http", "--now", "yesterday"], "2026-11-21T09:00:00Z"],
    [["github", "--request", "good.http", "--tolerance", "long"], "10m"],
    [["github", "--request", "good.http", "--secret-file", "secret.txt", "--option", "x"], "name=value"],
    [["none", "--request", "good.http"], "verifies nothing"],
  ])("%j", async (args, said) => {
    write("good.http", message("github", SECRET));
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(said);
  });

  it("a secret in the place of a variable's name is not repeated", async () => {
    write("good.http", message("github", SECRET));
    const { code, stderr } = await run("github", "--secret-env", "whsec_c2VjcmV0", "--request", "good.http");
    expect(code).toBe(2);
    expect(stderr).not.toContain("whsec_c2VjcmV0");
  });

  it("--help says why there is no argument for the secret", async () => {
    expect((await run("--help")).stdout).toContain("The secret is never an argument");
  });
});

describe("one out of quarantine", () => {
  const config = { "hookinbox.config.mjs": GITHUB_CONFIG, "handlers.mjs": HANDLERS, ".env": "MENDED=other\n" };
  const { folder: inbox, remove: removeInbox } = project(config);
  afterAll(removeInbox);
  let id = "";
  beforeAll(async () => {
    await fill(inbox, [{ event: "issues", body: BODY, wrong: true }]);
    const [one] = lines((await hookinbox(inbox, "quarantine", "--json")).stdout) as { id: string }[];
    id = one?.id ?? "";
  });

  it("is judged with the config's secret, or with the one given, and stays there", async () => {
    const asConfigured = await hookinbox(inbox, "verify", "--quarantine", id);
    expect([asConfigured.code, asConfigured.stdout]).toEqual([1, expect.stringContaining("SIGNATURE_MISMATCH")]);
    const mended = await hookinbox(inbox, "verify", "--quarantine", id, "--secret-env", "MENDED", "--json");
    expect([mended.code, ...lines(mended.stdout)]).toEqual([
      0,
      expect.objectContaining({ ok: true, key: "delivery-0" }),
    ]);
    expect(lines((await hookinbox(inbox, "quarantine", "--json")).stdout)).toHaveLength(1);
  });

  it("as `quarantine show --json` prints it, it is a saved request", async () => {
    const { stdout } = await hookinbox(inbox, "quarantine", "show", id, "--json");
    writeFileSync(join(inbox, "saved.json"), stdout);
    const { code } = await hookinbox(inbox, "verify", "github", "--secret-env", "MENDED", "--request", "saved.json");
    expect(code).toBe(0);
  });

  it("says so when there is none", async () => {
    const { code, stderr } = await hookinbox(inbox, "verify", "--quarantine", "qrt_nope");
    expect([code, stderr]).toEqual([1, expect.stringContaining("qrt_nope")]);
  });
});
