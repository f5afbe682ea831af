import { execFileSync } from "node:child_process";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Watched, watchedPage } from "./browser.fixture.ts";
import { MENDED, type Rig, SECRET, startRig } from "./rig.fixture.ts";

/** Keeps the order of each issue, and gives up what says that it is bad. */
const ORDERED = `export default { github: { "issues.opened": {
  orderBy: "issue.number",
  handler: (event) => { if (event.payload.bad) throw new Error("it is bad"); },
} } };`;

/** What a person goes through when something went wrong, from one end to the other. */
export function describeWalk(browser: () => Browser): void {
  describe("a walk", { timeout: 40_000 }, () => {
    let rig: Rig;
    let { page, faults, context } = {} as Watched;
    beforeAll(async () => {
      rig = await startRig();
      ({ page, faults, context } = await watchedPage(browser(), rig.admin));
    });
    afterAll(async () => {
      await context?.close();
      await rig?.close();
    });

    test("an event arrives without a reload, fails, says why, is replayed by the mended handler, is done", async () => {
      await page.goto(`${rig.admin}/events`);
      await page.getByText("No event has come in yet.").waitFor();
      const { status } = await rig.send('{"action":"opened","issue":{"title":"first"}}');
      expect(status).toBe(202);

      const row = page.getByRole("link", { name: /issues\.opened/ });
      await row.waitFor();
      await page.getByRole("link", { name: /^dead issues\.opened/ }).waitFor();
      await row.click();
      await page.getByText('relation "orders" does not exist').first().waitFor();
      await page.getByText("Given up").waitFor();

      await page.goto(`${rig.admin}/work`);
      await page.getByText(/does not exist/).waitFor();
      await rig.restart({ handlers: MENDED });
      await page.getByText("Live").first().waitFor();
      await page.getByRole("link", { name: "look at it" }).click();
      await page.getByRole("button", { name: "Replay…" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Replay", exact: true }).click();
      await page.getByText(/^Done ·/).waitFor();
      await page.getByText("Replayed", { exact: true }).waitFor();
      expect(await page.locator("header").getByText("done").first().isVisible()).toBe(true);
    });

    test("a wrong secret: quarantine, the diagnosis, another secret tried, mended, released", async () => {
      await page.goto(`${rig.admin}/quarantine`);
      await page.getByText("Nothing is in quarantine.").waitFor();
      expect((await rig.send('{"action":"closed"}', { secret: "the-new-secret" })).status).toBe(401);
      await page.getByText("The signature does not match").waitFor();
      await page.getByRole("link", { name: /POST \/in\/github/ }).click();
      await page.getByText(/matches no secret of this source/).waitFor();

      const secret = page.getByLabel("Secret", { exact: true });
      await secret.fill("wrong-as-well");
      await secret.press("Enter");
      await page
        .getByText(/matches no secret|does not match/)
        .nth(1)
        .waitFor();
      await secret.fill("the-new-secret");
      await secret.press("Enter");
      await page.getByText("It verifies with this secret.").waitFor();

      await rig.restart({ secret: "the-new-secret" });
      await page.getByText("Live").first().waitFor();
      await page.getByRole("button", { name: "Release github…" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Release 1" }).click();
      await page.getByText("1 event accepted.").waitFor();
      await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
      await page.goto(`${rig.admin}/events`);
      await page.getByRole("link", { name: /^done issues\.closed/ }).waitFor();
      await rig.restart({ secret: SECRET });
    });

    test("many dead ones are replayed at a pace, from their cause", async () => {
      await rig.restart({
        handlers: "export default { github: { 'issues.opened': () => { throw new Error('ledger is down'); } } };",
      });
      for (let i = 0; i < 5; i++) await rig.send('{"action":"opened"}');
      await page.goto(`${rig.admin}/work`);
      const replay = page.getByRole("button", { name: "Replay 5…" });
      await replay.waitFor();
      await rig.restart({ handlers: MENDED });
      await page.getByText("Live").first().waitFor();
      await replay.click();
      await page.getByRole("dialog").getByRole("button", { name: "Replay 5" }).click();
      await page.getByText("5 of 5").waitFor();
      await page.getByText("Nothing was given up.").waitFor();
    });

    test("paused, it is received and not handled; resumed, it is", async () => {
      await page.goto(`${rig.admin}/work`);
      await page.getByRole("button", { name: "Pause github/issues.closed" }).click();
      await page.getByRole("dialog").getByText("Nothing is handed to this one until you resume").waitFor();
      await page.getByRole("dialog").getByRole("button", { name: "Pause", exact: true }).click();
      await page.getByRole("row", { name: /github\/issues\.closed.*paused/ }).waitFor();
      const { status, id } = await rig.send('{"action":"closed"}');
      expect(status).toBe(202);
      await page.goto(`${rig.admin}/events/${id}`);
      await page.getByText("The destination is paused.").waitFor();
      await page.goto(`${rig.admin}/`);
      await page.getByRole("link", { name: "github/issues.closed is paused" }).click();
      await page.getByRole("button", { name: "Resume github/issues.closed" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Resume", exact: true }).click();
      await page.getByRole("button", { name: "Pause github/issues.closed" }).waitFor();

      await page.goto(`${rig.admin}/sources/github`);
      await page.getByRole("button", { name: "Pause github" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Pause", exact: true }).click();
      await page.getByRole("heading", { name: "github paused" }).waitFor();
      const held = await rig.send('{"action":"closed"}');
      await page.goto(`${rig.admin}/sources`);
      await page.getByRole("link", { name: /github GitHub paused/ }).click();
      await page.getByRole("button", { name: "Resume github" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Resume", exact: true }).click();
      for (const event of [id, held.id]) {
        await page.goto(`${rig.admin}/events/${event}`);
        await page.getByText(/^Done ·/).waitFor();
      }
    });

    test("a dead one that its lane waits for is skipped", async () => {
      await rig.restart({ handlers: ORDERED });
      const first = await rig.send('{"action":"opened","issue":{"number":7},"bad":true}');
      const second = await rig.send('{"action":"opened","issue":{"number":7}}');
      await page.goto(`${rig.admin}/events/${second.id}`);
      await page.getByText(/^Waits for its turn/).waitFor();
      await page.getByRole("link", { name: "another event" }).click();
      await page.waitForURL(`**/events/${first.id}`);
      await page.getByText(/^Holds its lane/).waitFor();
      await page.getByRole("button", { name: "Skip" }).click();
      await page.getByRole("button", { name: "Skip" }).waitFor({ state: "detached" });
      await page.getByText("Skipped", { exact: true }).waitFor();
      await page.goto(`${rig.admin}/events/${second.id}`);
      await page.getByText(/^Done ·/).waitFor();
      await rig.restart({ handlers: MENDED });
    });

    test("the keyboard: search, next, open; filters stand in the address", async () => {
      await page.goto(`${rig.admin}/events`);
      await page
        .getByRole("link", { name: /issues\./ })
        .first()
        .waitFor();
      await page.keyboard.press("/");
      await page.locator("input[type=search]:focus").first().waitFor();
      await page.keyboard.press("Escape");
      // The list before it has rows that are done as well: keys belong to the one that is asked for.
      const answered = page.waitForResponse((response) => /\/api\/events\?.*state=done/.test(response.url()));
      await page.getByRole("button", { name: "done" }).click();
      await page.waitForURL(/\?state=done$/);
      await answered;
      await page
        .getByRole("link", { name: /^done issues/ })
        .first()
        .waitFor();
      await page.keyboard.press("j");
      await page.keyboard.press("j");
      await page.keyboard.press("k");
      await page.locator("a[data-event][aria-current]:focus").waitFor();
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/events\/evt_/);
      await page.goBack();
      await page.waitForURL(/\?state=done$/);
    });

    test("a bin takes a real curl, and becomes a source", async () => {
      await page.goto(`${rig.admin}/inspector`);
      await page.getByRole("button", { name: "New bin" }).click();
      await page.getByText("It waits for its first request.").waitFor();
      const address = await page.getByLabel("Address of the bin").innerText();
      const curl = [
        "-s",
        "-X",
        "PUT",
        `${address.trim()}/deep?a=1`,
        "-H",
        "x-github-event: push",
        "-H",
        "x-hub-signature-256: sha256=00",
        "-d",
        "hello",
      ];
      execFileSync("curl", curl);
      await page.getByRole("heading", { name: /PUT .*\/deep\?a=1/ }).waitFor();
      await page.getByText("hello").waitFor();
      await page.getByText("It looks like GitHub.").waitFor();
      await page.getByRole("button", { name: "Make it a source…" }).click();
      await page.getByLabel("Name").fill("hub");
      await page.getByRole("button", { name: "Write its config" }).click();
      await page
        .getByLabel("Config")
        .getByText(/provider/)
        .waitFor();
    });

    test("many at once, and then one: all are listed, the newest on top", async () => {
      await page.goto(`${rig.admin}/events?source=lab`);
      await page.getByText("Live").first().waitFor();
      await Promise.all(Array.from({ length: 200 }, (_, i) => rig.send(`{"n":${i}}`, { source: "lab" })));
      const { id } = await rig.send("{}", { source: "lab" });
      await page.locator(`li:first-child [data-event="${id}"]`).waitFor();
      const listed = await page.locator("ol").evaluate((list) => list.getBoundingClientRect().height);
      const row = await page
        .locator("ol li")
        .first()
        .evaluate((one) => one.getBoundingClientRect().height);
      expect(Math.floor(listed / row)).toBeGreaterThanOrEqual(201);
    });

    test("nothing was run that must not be, and nobody else was asked", () => expect(faults).toEqual([]));
  });
}
