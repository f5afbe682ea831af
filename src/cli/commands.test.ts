import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDesk } from "./desk.fixture.ts";
import { fill, GITHUB_CONFIG, HANDLERS, hookinbox as inItsOwnProcess, lines, project } from "./run.fixture.ts";

const ISSUE = JSON.stringify({ action: "opened", issue: { title: "ünïcode \u001b[31m" } });
const { folder, remove } = project({ "hookinbox.config.mjs": GITHUB_CONFIG, "handlers.mjs": HANDLERS });
const { hookinbox, end } = openDesk();
afterAll(end);
afterAll(remove);

beforeAll(() =>
  fill(folder, [
    { event: "issues", body: ISSUE },
    { event: "push", body: `{"ref":"main"}` },
    { event: "watch", body: `{"action":"started"}` },
    { event: "issues", body: ISSUE, wrong: true },
  ]),
);

interface Row {
  id: string;
  type: string;
  state: string;
  key: string;
}
const list = async (...args: string[]): Promise<Row[]> =>
  lines((await hookinbox(folder, "events", "--json", ...args)).stdout) as Row[];

describe("events", () => {
  it("lists newest first, and says where from", async () => {
    const { code, stdout, stderr } = await inItsOwnProcess(folder, "events");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ID +SOURCE +TYPE +STATE +RECEIVED +SIZE +KEY\n/);
    expect(stdout.indexOf("watch.started")).toBeLessThan(stdout.indexOf("issues.opened"));
    expect(stdout).not.toContain("\u001b");
    expect(stderr).toBe(`from sqlite:${join(folder, "hookinbox.db")}\n`);
  });

  it("gives one JSON value a line, and takes filters", async () => {
    expect((await list()).map(({ type, state }) => [type, state])).toEqual([
      ["watch.started", "unhandled"],
      ["push", "dead"],
      ["issues.opened", "done"],
    ]);
    expect((await list("--state", "dead")).map(({ key }) => key)).toEqual(["delivery-1"]);
    expect(await list("--type", "push")).toHaveLength(1);
    expect(await list("--source", "nobody")).toHaveLength(0);
  });

  it("pages", async () => {
    const { stderr } = await hookinbox(folder, "events", "--limit", "2");
    const before = /--before (\S+)/.exec(stderr)?.[1] ?? "";
    expect((await list("--before", before)).map(({ type }) => type)).toEqual(["issues.opened"]);
  });

  it("shows one: headers, attempts, body; nothing in it can steer the terminal", async () => {
    const [dead] = await list("--state", "dead");
    const { stdout, code } = await hookinbox(folder, "events", "show", dead?.id ?? "");
    expect(code).toBe(0);
    expect(stdout).toContain(`${dead?.id}  dead`);
    expect(stdout).toContain("github/push  dead");
    expect(stdout).toMatch(/1\. 20\S+ \S+ {2}dead {2}in \d+ms {2}.*no push today \\u001b\[31m/);
    expect(stdout).toContain("x-github-event: push");
    expect(stdout).toContain(`{"ref":"main"}`);
    expect(stdout).not.toContain("\u001b");
  });

  it("gives the body's bytes back as they came", async () => {
    const [done] = await list("--state", "done");
    expect((await hookinbox(folder, "events", "show", done?.id ?? "", "--body")).stdout).toBe(ISSUE);
    const [shown] = lines((await hookinbox(folder, "events", "show", done?.id ?? "", "--json")).stdout);
    expect(shown).toMatchObject({
      id: done?.id,
      body: ISSUE,
      deliveries: [{ destination: "github/issues.opened", state: "done" }],
    });
  });

  it("says so when there is none of that id", async () => {
    const { code, stderr, stdout } = await hookinbox(folder, "events", "show", "evt_nope");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain('NO_SUCH_EVENT: There is no event "evt_nope".');
  });
});

describe("quarantine", () => {
  it("lists and shows what was refused, and why", async () => {
    const { stdout } = await inItsOwnProcess(folder, "quarantine");
    expect(stdout).toMatch(/ID +SOURCE +REASON +RECEIVED +SIZE\n.* github +SIGNATURE_MISMATCH/);
    const [one] = lines((await hookinbox(folder, "quarantine", "--json")).stdout) as { id: string }[];
    const shown = await hookinbox(folder, "quarantine", "show", one?.id ?? "");
    expect(shown.stdout).toContain("SIGNATURE_MISMATCH");
    expect(shown.stdout).toContain("x-github-delivery: delivery-3");
    expect(shown.stdout).not.toContain("\u001b");
    expect((await hookinbox(folder, "quarantine", "show", one?.id ?? "", "--body")).stdout).toBe(ISSUE);
    expect(lines((await hookinbox(folder, "quarantine", "show", one?.id ?? "", "--json")).stdout)).toMatchObject([
      { id: one?.id, reason: "SIGNATURE_MISMATCH", body: ISSUE },
    ]);
    expect((await hookinbox(folder, "quarantine", "show", "nope")).code).toBe(1);
  });
});

describe("quarantine release", () => {
  // What was refused had been signed with another secret: the one that the config is mended to.
  const { folder: mended, remove: removeMended } = project({
    "hookinbox.config.mjs": GITHUB_CONFIG.replace(/secret: "[^"]*"/, 'secret: "other"'),
    "handlers.mjs": HANDLERS,
  });
  afterAll(removeMended);
  beforeAll(() =>
    fill(mended, [
      { event: "issues", body: ISSUE, wrong: true },
      { event: "push", body: `{"ref":"x"}` },
    ]),
  );

  it("previews, then accepts what verifies now", async () => {
    const preview = await hookinbox(mended, "quarantine", "release", "--source", "github", "--preview");
    expect(preview.stdout).toContain("1 looked at: 1 verify now, and would be accepted");
    expect(lines((await hookinbox(mended, "quarantine", "--json")).stdout)).toHaveLength(1);
    const released = await hookinbox(mended, "quarantine", "release", "--source", "github", "--json");
    expect(lines(released.stdout)).toEqual([
      { source: "github", examined: 1, accepted: 1, duplicates: 0, refused: {}, preview: false },
    ]);
    expect(lines((await hookinbox(mended, "quarantine", "--json")).stdout)).toHaveLength(0);
    expect((lines((await hookinbox(mended, "events", "--json")).stdout) as Row[]).map(({ key }) => key)).toContain(
      "delivery-0",
    );
  });

  it("says which config and secret it used, and how a running server differs, beside the answer", async () => {
    const { stdout, stderr } = await hookinbox(mended, "quarantine", "release", "--source", "github", "--preview");
    expect(stderr).toContain(`with the secret that github has in ${join(mended, "hookinbox.config.mjs")}`);
    expect(stderr).toContain("restart it");
    expect(stdout + stderr).not.toContain('"other"');
  });

  it("with --admin-url it is asked of the running inbox, and of no other", async () => {
    const args = ["--source", "github", "--admin-url", "http://127.0.0.1:9"];
    const { code, stderr } = await hookinbox(mended, "quarantine", "release", ...args);
    expect([code, stderr]).toEqual([1, expect.stringContaining("ADMIN_UNREACHABLE")]);
  });

  it("wants a source that there is", async () => {
    expect(await hookinbox(mended, "quarantine", "release")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Name it with --source"),
    });
    expect(await hookinbox(mended, "quarantine", "release", "--source", "githb")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean "github"?'),
    });
  });
});

describe("replay", () => {
  it("makes new deliveries, to all destinations or to one", async () => {
    const [dead] = await list("--type", "push");
    const all = await inItsOwnProcess(folder, "replay", dead?.id ?? "");
    expect([all.code, all.stdout]).toEqual([0, expect.stringMatching(/^dlv_\S+\n$/)]);
    expect((await list("--type", "push"))[0]?.state).toBe("pending");
    const one = await hookinbox(folder, "replay", dead?.id ?? "", "--to", "github/issues.opened", "--json");
    expect(lines(one.stdout)).toEqual([{ event: dead?.id, deliveries: [expect.stringMatching(/^dlv_/)] }]);
  });

  it("fails where nothing takes the event, or there is none", async () => {
    const [watch] = await list("--type", "watch.started");
    const { code, stderr } = await hookinbox(folder, "replay", watch?.id ?? "");
    expect([code, stderr]).toEqual([1, expect.stringContaining("no handler is registered for its type")]);
    expect((await hookinbox(folder, "replay", "evt_nope")).code).toBe(1);
  });

  it("takes all that filters mean, or several by their ids, and says how many had a destination", async () => {
    const ids = (await list()).map(({ id }) => id).reverse();
    const counted = await hookinbox(folder, "replay", "--source", "github", "--preview", "--json");
    expect(lines(counted.stdout)).toEqual([{ events: ids.length }]);
    const all = await hookinbox(folder, "replay", "--source", "github", "--json", "--rate", "1000");
    expect(lines(all.stdout)).toMatchObject(ids.map((event) => ({ event })));
    // No handler takes watch.started.
    expect(all.code).toBe(1);
    const [push] = await list("--type", "push");
    const some = await hookinbox(folder, "replay", push?.id ?? "", "evt_nope", push?.id ?? "");
    expect(some).toMatchObject({ code: 1, stdout: "2 of 3 events replayed: 2 new deliveries.\n" });
    const none = await hookinbox(folder, "replay", "--type", "nope");
    expect(none).toMatchObject({ code: 0, stdout: "No events.\n" });
  });
});

it("migrate and prune say what they did", async () => {
  expect(await inItsOwnProcess(folder, "migrate")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("is up to date"),
  });
  expect(lines((await inItsOwnProcess(folder, "prune", "--json")).stdout)).toEqual([
    { events: 0, keys: 0, quarantine: 0 },
  ]);
  expect((await hookinbox(folder, "prune")).stdout).toContain("0 events older than 30d");
});

describe("--store: that of an app, which has no config", () => {
  const { folder: elsewhere, remove: removeElsewhere } = project();
  afterAll(removeElsewhere);
  const store = ["--store", `sqlite:${join(folder, "hookinbox.db")}`];

  it("lists and shows, and hands an event to where it went before", async () => {
    const [push] = lines((await hookinbox(elsewhere, "events", "--json", "--type", "push", ...store)).stdout) as Row[];
    const show = async () => (await hookinbox(elsewhere, "events", "show", push!.id, ...store)).stdout;
    expect(await show()).toContain("no push today");
    const replayed = await hookinbox(elsewhere, "replay", push!.id, ...store);
    const delivery = replayed.stdout.split("\n", 1)[0];
    expect(delivery).toMatch(/^dlv_[\w-]+$/);
    expect(await show()).toContain(`${delivery}  github/push  pending`);
  });

  it("says what is missing", async ({ skip }) => {
    const runs = await fetch("http://127.0.0.1:8421/healthz").then(
      () => true,
      () => false,
    );
    skip(runs, "an inbox runs on the usual port of this machine, so nothing is missing");
    expect((await hookinbox(elsewhere, "events")).stderr).toContain("--store sqlite:./hookinbox.db");
  });

  it("says how a store is written", async () => {
    expect((await hookinbox(elsewhere, "events", "--store", "hookinbox.db")).stderr).toContain("sqlite:hookinbox.db");
    expect((await hookinbox(elsewhere, "events", ...store, "--config", "x.mjs")).code).toBe(2);
    const release = await hookinbox(elsewhere, "quarantine", "release", "--source", "github", ...store);
    expect([release.code, release.stderr]).toEqual([2, expect.stringContaining("a config's secrets")]);
  });
});

describe("wrong usage", () => {
  it.each([
    [["evnets"], /unknown command 'evnets'\n\(Did you mean events\?\)/],
    [["events", "--stat", "dead"], /unknown option '--stat'\n\(Did you mean --state\?\)/],
    [["events", "--state", "ded"], /Allowed choices are pending, running, done, dead, unhandled/],
    [["events", "--limit", "0"], /It is a number from 1 to 1000/],
    [["events", "--admin-url", "localhost"], /It is a URL such as/],
    [["serve", "--port", "70000"], /It is a number from 0 to 65535/],
    [["replay"], /Which events\? .*\n→ hookinbox replay evt_…/],
    [["replay", "evt_1", "--state", "dead"], /Which events\?/],
    [["replay", "--state", "dead", "--rate", "0"], /It is a number of events a second/],
    [["migrate", "--config", "nope.mjs"], /CONFIG_NOT_FOUND: There is no file .*nope\.mjs\.\n→ /],
    [[], /Usage: hookinbox/],
  ])("%j: exit code 2, one readable reason, no stack", async (args, said) => {
    const { code, stdout, stderr } = await hookinbox(folder, ...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(said);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  it("of a config names every mistake, and no secret", async () => {
    const { folder: other, remove } = project({
      "hookinbox.config.mjs": `export default { store: "mysql://root:hunter2@db/x", sources: { gh: { provider: "githb", secret: "hunter2" }, s: { provider: "stripe", secret: process.env.NOT_SET_ANYWHERE } } }`,
    });
    const { code, stderr } = await inItsOwnProcess(other, "migrate");
    remove();
    expect(code).toBe(2);
    expect(stderr).toContain("3 mistakes");
    expect(stderr).toContain('sources.gh.provider: There is no provider "githb". Did you mean "github"?');
    expect(stderr).toContain("process.env.NOT_SET_ANYWHERE, which has no value");
    expect(stderr).not.toContain("hunter2");
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  it("of an admin address that does not answer is exit code 1", async () => {
    const { code, stderr } = await hookinbox(folder, "events", "--admin-url", "http://127.0.0.1:9");
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining("ADMIN_UNREACHABLE: http://127.0.0.1:9 does not answer"),
    ]);
  });

  it("of a store whose tables are older says what to do, and leaves them", async () => {
    const { folder: old, remove } = project({ "hookinbox.config.mjs": GITHUB_CONFIG, "handlers.mjs": HANDLERS });
    writeFileSync(join(old, "hookinbox.db"), "");
    for (const command of ["events", "quarantine", "workers", "pause"])
      expect(await hookinbox(old, command)).toMatchObject({
        code: 2,
        stdout: "",
        stderr: expect.stringMatching(/STORE_OLDER: [\s\S]*hookinbox migrate/),
      });
    expect(readFileSync(join(old, "hookinbox.db"))).toHaveLength(0);
    remove();
  });

  it("of a store that is not there yet makes none", async () => {
    const { folder: empty, remove } = project({ "hookinbox.config.mjs": GITHUB_CONFIG, "handlers.mjs": HANDLERS });
    const { code, stderr } = await hookinbox(empty, "events");
    expect([code, stderr]).toEqual([2, expect.stringContaining("There is no store yet")]);
    expect(existsSync(join(empty, "hookinbox.db"))).toBe(false);
    remove();
  });
});
