import { join } from "node:path";
import { expect, it } from "vitest";
import { createInbox } from "../inbox.ts";
import { fill, GITHUB_CONFIG, hookinbox, lines, project } from "./run.fixture.ts";

const ISSUE = JSON.stringify({ action: "opened" });

it("what is done past the admin API stands in its log: pauses, skips, replays, releases", async () => {
  const { folder, remove } = project({
    "hookinbox.config.mjs": GITHUB_CONFIG.replace(/secret: "[^"]*"/, 'secret: "other"'),
    "handlers.mjs": `export default { github: { push: { orderBy: "ref", handler: () => { throw new Error("no"); } } } };`,
  });
  try {
    await fill(folder, [
      { event: "push", body: `{"ref":"x"}` },
      { event: "issues", body: ISSUE, wrong: true },
    ]);
    await hookinbox(folder, "quarantine", "release", "--source", "github", "--preview");
    await hookinbox(folder, "quarantine", "release", "--source", "github");
    const dead = lines((await hookinbox(folder, "events", "--json", "--state", "dead")).stdout) as { id: string }[];
    const push = dead[0]?.id ?? "";
    await hookinbox(folder, "pause", "github");
    await hookinbox(folder, "resume", "github");
    // Of the second there is nothing left to skip, and of the third nothing at all.
    for (const id of [push, push, "evt_nope"]) await hookinbox(folder, "skip", id);
    await hookinbox(folder, "replay", push);
    const store = `sqlite:${join(folder, "hookinbox.db")}` as const;
    const inbox = createInbox(
      { store, sources: { github: { provider: "github", secret: "other" } } },
      { observer: {} },
    );
    await inbox.open();
    const notes = await inbox.archive.notes({ kind: "audit" });
    await inbox.stop();
    expect(notes.reverse().map(({ subject, data }) => [data.action, subject, data.detail])).toEqual([
      ["release", "github", { accepted: 1, duplicates: 0 }],
      ["pause", "github", { kind: "source" }],
      ["resume", "github", { kind: "source" }],
      ["skip", push, {}],
      ["replay", push, {}],
    ]);
  } finally {
    remove();
  }
});
