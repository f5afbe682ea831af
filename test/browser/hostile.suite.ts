import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Watched, watchedPage } from "./browser.fixture.ts";
import { HOSTILE, HOSTILE_TYPES } from "./hostile.fixture.ts";
import { type Rig, startRig } from "./rig.fixture.ts";

/** A handler that fails with what the stranger wrote. */
const ECHO = `export default { github: { "*": (event) => { throw new Error(String(event.body.length > 3000 ? event.type : event.body)); } } };`;

export function describeHostile(browser: () => Browser): void {
  describe("hostile payloads", () => {
    let rig: Rig;
    let { page, context, faults } = {} as Watched;
    const ids: string[] = [];
    beforeAll(async () => {
      rig = await startRig({ handlers: ECHO });
      ({ page, context, faults } = await watchedPage(browser(), rig.admin));
      for (const { body, headers, contentType = "application/json", type = "issues" } of HOSTILE) {
        const mark = { "content-type": contentType, ...headers };
        // Where GitHub's own rules would refuse it, the source that takes anything takes it.
        const signed = await rig.send(body, { event: type, headers: mark });
        const { id } = signed.id ? signed : await rig.send(body, { headers: mark, source: "lab" });
        if (id) ids.push(id);
      }
      for (const event of HOSTILE_TYPES) {
        const { id } = await rig.send("{}", { event });
        if (id) ids.push(id);
      }
      for (const text of HOSTILE_TYPES.slice(0, 20)) {
        const path = `github?${encodeURI(text).replace(/[#?]/g, "")}`;
        await rig.send(JSON.stringify({ action: text }), {
          secret: "wrong",
          source: path,
          headers: { "x-note": text },
        });
      }
    }, 60_000);
    afterAll(async () => {
      await context?.close();
      await rig?.close();
    });

    /** Still itself: its frame stands, answers, and is where it was. */
    const usable = async () => {
      await page.getByRole("link", { name: "Overview" }).first().waitFor();
      return new URL(page.url()).origin;
    };

    test("150 at least, and the lists take them", async () => {
      expect(HOSTILE.length).toBeGreaterThanOrEqual(150);
      expect(ids.length).toBeGreaterThanOrEqual(150);
      for (const path of ["/events", "/quarantine", "/work", "/", "/sources", "/audit"]) {
        await page.goto(rig.admin + path);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await page.waitForLoadState("networkidle").catch(() => undefined);
        expect(await usable()).toBe(rig.admin);
      }
      expect(faults).toEqual([]);
    });

    test("each is shown as tree or text, in hex, and with its headers", async () => {
      await page.goto(`${rig.admin}/events`);
      for (const id of ids) {
        // Within the page, as a click would: the frame stays and so does whatever ran.
        await page.evaluate(`history.pushState(null, "", "/events/${id}")`);
        await page.locator("main").getByText(id).waitFor();
        await page.getByRole("heading", { name: "Body", exact: false }).first().waitFor();
      }
      expect(await page.evaluate("typeof {}.polluted")).toBe("undefined");
      expect(await usable()).toBe(rig.admin);
      expect(faults).toEqual([]);
    }, 60_000);

    test("what turns or has no width is made visible", async () => {
      const { id } = await rig.send(JSON.stringify({ action: "\u202egnp.exe" }));
      await page.goto(`${rig.admin}/events/${id}`);
      await page.getByRole("heading", { name: "[U+202E]gnp.exe" }).waitFor();
      expect(await page.locator("main").innerText()).not.toContain("\u202e");
    });

    test("a control: the same markup put in as HTML would have been noticed", async () => {
      const control = await watchedPage(browser(), rig.admin);
      await control.page.goto(`${rig.admin}/events`);
      await control.page.evaluate('document.body.insertAdjacentHTML("beforeend", "<img src=x onerror=alert(1)>")');
      await expect.poll(() => control.faults.join(" ")).toMatch(/policy|dialog/);
      await control.context.close();
    });
  });
}
