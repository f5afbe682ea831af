import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Watched, watchedPage } from "./browser.fixture.ts";
import { type Rig, SECRET, startRig } from "./rig.fixture.ts";

/** Fails, and is to be tried again long after the test. */
const FAILING = `export default { github: {
  "issues.opened": { retry: ["1h", "1h"], handler: () => { throw new Error("the ledger is down"); } },
  "issues.closed": () => {},
} };`;

/** A page says what is so: no more than is known, and nothing else. */
export function describeTruth(browser: () => Browser): void {
  describe("what is said is so", { timeout: 40_000 }, () => {
    let rig: Rig;
    let { page, faults, context } = {} as Watched;
    beforeAll(async () => {
      rig = await startRig({ handlers: FAILING });
      ({ page, faults, context } = await watchedPage(browser(), rig.admin));
    });
    afterAll(async () => {
      await context?.close();
      await rig?.close();
    });

    test("all is well but for a stray request; not while all is refused, and not while every attempt fails", async () => {
      await rig.send('{"action":"closed"}');
      await rig.send("{}", { secret: "a scanner's" });
      await page.goto(rig.admin);
      await page.getByText("All is well").waitFor();
      for (let i = 0; i < 4; i++) await rig.send('{"action":"closed"}', { secret: "rotated" });
      await page.getByRole("link", { name: /83 % of github is refused.*5 of 6 requests/ }).waitFor();
      expect(await page.getByText("All is well").count()).toBe(0);
      for (let i = 0; i < 4; i++) await rig.send('{"action":"opened"}');
      await page.getByRole("link", { name: /github\/issues\.opened fails.*4 of 4 attempts/ }).waitFor();
      expect(await page.getByRole("link", { name: /given up/ }).count()).toBe(0);
    });

    test("an event's story has what is known: refused and released, not that it was verified as its source is today", async () => {
      await rig.restart({ secret: "rotated" });
      await rig.send('{"action":"closed","n":2}', { secret: "rotated" });
      const post = { method: "POST", headers: { "content-type": "application/json" }, body: '{"source":"github"}' };
      await fetch(`${rig.admin}/api/quarantine/release`, post);
      await page.goto(`${rig.admin}/events?type=issues.closed`);
      const rows = page.getByRole("link", { name: /issues\.closed/ });
      await expect.poll(() => rows.count()).toBe(6);
      await rows.last().click();
      await page.getByText("Verified by what its source asked for then; on disk, then answered.").waitFor();
      expect(await page.getByText(/Verified as/).count()).toBe(0);
      await page.goBack();
      await rows.first().click();
      await page.getByText("Released from quarantine", { exact: true }).waitFor();
      await page.getByText("Refused, and kept in quarantine").waitFor();
      expect(await page.getByText("then answered").count()).toBe(0);
      await rig.restart({ secret: SECRET });
    });

    test("a body that nobody read is not called empty, and has nothing to try or release", async () => {
      const headers = { "content-type": "application/json", "x-github-event": "issues" };
      await fetch(`${rig.ingest}/in/github`, { method: "POST", body: `"${"x".repeat(304)}"`, headers });
      await page.goto(`${rig.admin}/quarantine`);
      await page
        .getByRole("link", { name: /not read/ })
        .first()
        .click();
      await page.getByText("Not read: it was not signed (306 bytes were announced).").waitFor();
      expect(await page.getByText("no byte was sent").count()).toBe(0);
      expect(await page.getByRole("button", { name: /Try|Release/ }).count()).toBe(0);
    });

    test("a body that could not be loaded is not said to be no text", async () => {
      await page.goto(`${rig.admin}/events`);
      await page
        .getByRole("link", { name: /issues/ })
        .first()
        .waitFor();
      await page.route("**/api/events/*/body", (route) => route.fulfill({ status: 503, body: "{}" }));
      await page.keyboard.press("j");
      await page.keyboard.press("r");
      await page.getByRole("button", { name: "Edited" }).click();
      await page
        .getByText(/^Its body could not be loaded/)
        .first()
        .waitFor();
      expect(await page.getByText("Its body is no text").count()).toBe(0);
      await page.unroute("**/api/events/*/body");
    });

    test("a bin's settings are taken back; its list has all that it keeps, by what differs", async () => {
      const json = { "content-type": "application/json" };
      const settings = JSON.stringify({ provider: "stripe", secret: "a-secret-of-the-bin" });
      const made = await fetch(`${rig.admin}/api/bins`, { method: "POST", headers: json, body: settings });
      const { id, url } = (await made.json()) as { id: string; url: string };
      for (let i = 0; i < 120; i++) await fetch(`${url}/deep?n=${i}`, { method: "POST", body: "{}" });
      await page.goto(`${rig.admin}/inspector/${id}`);
      await page.getByText("120 requests").waitFor();
      await page.getByRole("button", { name: /^POST \/deep\?n=119/ }).waitFor();
      await page.getByText("Answers 200").click();
      await page.getByLabel("Provider").fill("");
      await page.getByLabel("Remove the secret").check();
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Saved").waitFor();
      const kept = await (await fetch(`${rig.admin}/api/bins/${id}`)).json();
      expect(kept).toMatchObject({ provider: null, hasSecret: false });
      expect(await page.getByLabel("Remove the secret").count()).toBe(0);
    });

    test("single keys are turned off, and stay off; on a phone the first event is near the top", async () => {
      await page.goto(`${rig.admin}/events`);
      await page.getByRole("checkbox", { name: "Single keys" }).uncheck();
      await page.reload();
      const rows = page.getByRole("link", { name: /issues/ });
      await rows.first().waitFor();
      await page.keyboard.press("/");
      expect(await page.locator("input[type=search]:focus").count()).toBe(0);
      await page.getByRole("checkbox", { name: "Single keys" }).check();
      await page.keyboard.press("/");
      expect(await page.locator("input[type=search]:focus").count()).toBe(1);

      await page.setViewportSize({ width: 390, height: 844 });
      await page.reload();
      await rows.first().waitFor();
      const search = page.getByLabel("Search");
      expect(await search.getAttribute("placeholder")).toBe("Search");
      const [above, first] = [await search.boundingBox(), await rows.first().boundingBox()];
      expect(first!.y - above!.y).toBeLessThan(110);
      await page.getByRole("button", { name: "Filters" }).click();
      await page.getByLabel("Source").selectOption("github");
      await page.waitForURL(/source=github/);
      await page.setViewportSize({ width: 1280, height: 800 });
    });

    test("nothing was run that must not be", () => expect(faults).toEqual([]));
  });
}
