import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Watched, watchedPage } from "./browser.fixture.ts";
import { type Rig, startRig } from "./rig.fixture.ts";

type Row = Record<string, unknown> & { readonly id: string };
type Page = { readonly items: readonly Row[]; readonly next: string | null };

/** The list of events where much is to be looked through, or where something was missed. */
export function describeLive(browser: () => Browser): void {
  describe("the live list", { timeout: 30_000 }, () => {
    let rig: Rig;
    let row: Row;
    let { page, context } = {} as Watched;
    beforeAll(async () => {
      rig = await startRig();
      await rig.send('{"action":"closed"}');
      row = ((await (await fetch(`${rig.admin}/api/events`)).json()) as Page).items[0] as Row;
    });
    beforeEach(async () => {
      ({ page, context } = await watchedPage(browser(), rig.admin));
    });
    afterEach(() => context?.close());
    afterAll(() => rig?.close());

    const rows = (from: number, count: number): Row[] =>
      Array.from({ length: count }, (_, i) => ({
        ...row,
        id: `evt_${from + i}`,
        receivedAt: 1_800_000_000_000 - from - i,
      }));

    /** Answers the list by hand; `undefined` is a fault of the server. */
    async function answering(answer: (query: URLSearchParams) => Page | undefined): Promise<string[]> {
      const asked: string[] = [];
      await page.route(/\/api\/events\?/, (route) => {
        const query = new URL(route.request().url()).searchParams;
        asked.push(query.get("before") ?? "first");
        const body = answer(query);
        return body
          ? route.fulfill({ json: body })
          : route.fulfill({
              status: 500,
              contentType: "application/problem+json",
              json: { status: 500, title: "broken" },
            });
      });
      return asked;
    }

    test("a search goes on over slices that have nothing, to the end", async () => {
      const asked = await answering((query) => {
        const slice = Number(query.get("before") ?? 0);
        const items = slice === 0 ? rows(0, 2) : slice === 7 ? rows(2, 1) : [];
        return { items, next: slice < 9 ? String(slice + 1) : null };
      });
      await page.goto(`${rig.admin}/events?q=rare`);
      await page.locator('[data-event="evt_2"]').waitFor();
      await page.getByText("That is all there is.").waitFor();
      expect(asked.filter((slice) => slice !== "first")).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    });

    test("an older page that fails is said under the list, and tried again when asked to", async () => {
      let broken = true;
      await answering((query) => {
        if (!query.has("before")) return { items: rows(0, 2), next: "1" };
        return broken ? undefined : { items: rows(2, 1), next: null };
      });
      await page.goto(`${rig.admin}/events?q=rare`);
      await page.getByText("Older events could not be loaded").waitFor();
      expect(await page.locator("[data-event]").count()).toBe(2);
      broken = false;
      await page.getByRole("button", { name: "Try again" }).click();
      await page.locator('[data-event="evt_2"]').waitFor();
      await page.getByText("That is all there is.").waitFor();
    });

    test("who reads further down and comes back to the top is shown what came meanwhile", async () => {
      let first = rows(100, 60);
      const asked = await answering(() => ({ items: first, next: null }));
      await page.goto(`${rig.admin}/events?q=rare`);
      await page.getByText("Live").first().waitFor();
      await page.locator('[data-event="evt_100"]').waitFor();
      await page.waitForLoadState("networkidle");
      await page.evaluate("scrollTo(0, 600)");
      await page.waitForTimeout(300);
      first = [...rows(99, 1), ...first];
      const before = asked.length;
      await rig.send('{"action":"closed"}');
      await page.waitForTimeout(1_500);
      expect(asked).toHaveLength(before);
      await page.evaluate("scrollTo(0, 0)");
      await page.locator('[data-event="evt_99"]').waitFor();
    });

    test("a list that takes long is not asked for again before it is there, and once more after it", async () => {
      let under = 0;
      let most = 0;
      let slow = false;
      let answered = 0;
      await page.route(/\/api\/events\?/, async (route) => {
        most = Math.max(most, ++under);
        if (slow) await new Promise((resolve) => setTimeout(resolve, 2_500));
        await route.fulfill({ json: { items: rows(200, 3), next: null } });
        under -= 1;
        answered += 1;
      });
      await page.goto(`${rig.admin}/events?q=rare`);
      await page.getByText("Live").first().waitFor();
      await page.locator('[data-event="evt_200"]').waitFor();
      await page.waitForLoadState("networkidle");
      [slow, most, answered] = [true, 0, 0];
      for (let i = 0; i < 5; i++) {
        await rig.send('{"action":"closed"}');
        await page.waitForTimeout(600);
      }
      await expect.poll(() => answered, { timeout: 10_000 }).toBeGreaterThanOrEqual(2);
      expect(most).toBe(1);
    });
  });
}
