import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Watched, watchedPage } from "./browser.fixture.ts";
import { type Rig, startRig } from "./rig.fixture.ts";

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

    test("nothing was run that must not be", () => expect(faults).toEqual([]));
  });
}
