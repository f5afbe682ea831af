import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Watched, watchedPage } from "./browser.fixture.ts";
import { type Rig, startRig } from "./rig.fixture.ts";

export function describeAccess(browser: () => Browser): void {
  describe("a server with a token", () => {
    let rig: Rig;
    let { page, context, faults } = {} as Watched;
    beforeAll(async () => {
      rig = await startRig({ env: { HOOKINBOX_ADMIN_TOKEN: "the-token-of-the-test" } });
      ({ page, context, faults } = await watchedPage(browser(), rig.admin));
    });
    afterAll(async () => {
      await context?.close();
      await rig?.close();
    });

    test("one field, Enter; a wrong token is said; the page that was wanted is there", async () => {
      await page.goto(`${rig.admin}/events`);
      const field = page.getByLabel("Admin token");
      await field.fill("not-the-token");
      await field.press("Enter");
      await page.getByText("That is not the token.").waitFor();
      // Blanks around it are nobody's fault, and are not said to be.
      expect(await page.getByText("a blank").count()).toBe(0);
      await field.fill(" the-token-of-the-test ");
      await field.press("Enter");
      await page.getByRole("heading", { name: "Events" }).waitFor();
      await page.getByText("Live").first().waitFor();
      const [cookie] = await context.cookies();
      expect([cookie?.httpOnly, cookie?.sameSite]).toEqual([true, "Strict"]);
      expect(await page.evaluate("document.cookie + JSON.stringify({ ...localStorage })")).not.toContain("the-token");
    });

    test("what happens is on the screen of who has logged in; after the log-out nothing is", async () => {
      await rig.send('{"action":"closed"}');
      await page.getByRole("link", { name: /issues\.closed/ }).waitFor();
      await page.getByRole("button", { name: "Log out" }).first().click();
      await page.getByLabel("Admin token").waitFor();
      await page.goto(`${rig.admin}/events`);
      await page.getByLabel("Admin token").waitFor();
      expect(await page.getByText("issues.closed").count()).toBe(0);
    });

    test("nothing was run that must not be", () => expect(faults).toEqual([]));
  });

  describe("a server with a token that goes and comes back", { timeout: 40_000 }, () => {
    let rig: Rig;
    let { page, context } = {} as Watched;
    beforeAll(async () => {
      rig = await startRig({ env: { HOOKINBOX_ADMIN_TOKEN: "the-token-of-the-test" } });
      ({ page, context } = await watchedPage(browser(), rig.admin));
      await page.goto(`${rig.admin}/events`);
      await page.getByLabel("Admin token").fill("the-token-of-the-test");
      await page.getByLabel("Admin token").press("Enter");
      await page.getByText("Live").first().waitFor();
    });
    afterAll(async () => {
      await context?.close();
      await rig?.close();
    });

    test("who has logged in stays so, and the page catches up", async () => {
      await rig.stop();
      await page.getByText("No answer from hookinbox").waitFor();
      await rig.start();
      await rig.send('{"action":"closed"}');
      await page.getByRole("link", { name: /^done issues\.closed/ }).waitFor();
      await page.getByText("No answer from hookinbox").waitFor({ state: "detached" });
      expect(await page.getByLabel("Admin token").count()).toBe(0);
    });

    test("with another token it asks for that at once, on the page that one was on", async () => {
      await rig.restart({ env: { HOOKINBOX_ADMIN_TOKEN: "another-token-of-the-test" } });
      await page.getByLabel("Admin token").waitFor({ timeout: 5_000 });
      expect(await page.getByText("No answer from hookinbox").count()).toBe(0);
      await page.getByLabel("Admin token").fill("another-token-of-the-test");
      await page.getByLabel("Admin token").press("Enter");
      await page.getByRole("link", { name: /^done issues\.closed/ }).waitFor();
      await page.getByText("Live").first().waitFor();
    });
  });

  describe("a server that goes and comes back", { timeout: 40_000 }, () => {
    let rig: Rig;
    let { page, context } = {} as Watched;
    beforeAll(async () => {
      rig = await startRig();
      ({ page, context } = await watchedPage(browser(), rig.admin));
    });
    afterAll(async () => {
      await context?.close();
      await rig?.close();
    });

    test("the page says so, keeps what it has, and catches up", async () => {
      await page.goto(`${rig.admin}/events`);
      await page.getByText("Live").first().waitFor();
      await rig.send('{"action":"closed","n":1}');
      await page.getByRole("link", { name: /^done issues\.closed/ }).waitFor();
      await rig.stop();
      await page.getByText("No answer from hookinbox").waitFor();
      expect(await page.getByRole("link", { name: /issues\.closed/ }).count()).toBe(1);
      await rig.start();
      await rig.send('{"action":"closed","n":2}');
      await page.getByText("No answer from hookinbox").waitFor({ state: "detached" });
      await expect
        .poll(() => page.getByRole("link", { name: /^done issues\.closed/ }).count(), { timeout: 20_000 })
        .toBe(2);
    });

    test("one that stands still behind an open connection is gone as well, until it goes on", async () => {
      await page.goto(`${rig.admin}/events`);
      await page.getByText("Live").first().waitFor();
      rig.signal("SIGSTOP");
      await page.getByText("No answer from hookinbox").waitFor({ timeout: 20_000 });
      rig.signal("SIGCONT");
      await page.getByText("No answer from hookinbox").waitFor({ state: "detached" });
      await page.getByText("Live").first().waitFor();
    });
  });
}
