import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { watchedPage } from "./browser.fixture.ts";
import { type Rig, startRig } from "./rig.fixture.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const RULES_OF_LOOKS = ["color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"];

/** Half-way from light to dark no contrast holds. */
const END_TRANSITIONS =
  "for (const each of document.getAnimations()) if (each instanceof CSSTransition) each.finish();";

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };
const LOOKS = [
  { colorScheme: "light", viewport: WIDE },
  { colorScheme: "dark", viewport: WIDE },
  { colorScheme: "dark", viewport: NARROW },
  { colorScheme: "light", viewport: NARROW },
] as const;

async function faultsOf(page: Page, runOnly: readonly string[]): Promise<string[]> {
  // What is wider than the page makes a phone scroll sideways.
  const sideways = await page.evaluate<number>(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
  if (!(await page.evaluate("typeof axe === 'object'"))) await page.evaluate(AXE);
  const options = JSON.stringify({ runOnly, resultTypes: ["violations"] });
  const { violations } = await page.evaluate<{ violations: Finding[] }>(`axe.run(document, ${options})`);
  return [
    ...(sideways > 0 ? [`${sideways} px too wide`] : []),
    ...violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`),
  ];
}

/** Questions that a page asks, by the button that opens them. */
const DIALOGS = [
  ["/work", "Pause github/issues.opened"],
  ["/work", /^Replay \d+…/],
  ["/events", "Replay many…"],
  ["/quarantine", "Release github…"],
] as const;

/** Each page against WCAG 2.2 AA, light and dark, wide and narrow; and what an empty inbox shows. */
export function describePages(browser: () => Browser): void {
  describe("pages", () => {
    let rig: Rig;
    let empty: Rig;
    const paths: string[] = [
      "/",
      "/events",
      "/quarantine",
      "/work",
      "/sources",
      "/sources/github",
      "/inspector",
      "/audit",
      "/nowhere",
    ];
    beforeAll(async () => {
      [rig, empty] = await Promise.all([startRig(), startRig()]);
      const { id } = await rig.send('{"action":"opened","list":[1,2,{"a":null}]}');
      await rig.send('{"action":"edited"}');
      await rig.send("{}", { secret: "wrong" });
      const { items } = (await (await fetch(`${rig.admin}/api/quarantine`)).json()) as { items: { id: string }[] };
      paths.push(`/events/${id}`, `/quarantine/${items[0]?.id}`);
    });
    afterAll(() => Promise.all([rig?.close(), empty?.close()]));

    test("no fault for axe: light and dark, 1440 and 390 px", async () => {
      const found: string[] = [];
      const { page, context, faults } = await watchedPage(browser(), rig.admin, { bypassCSP: true });
      /** As it stands, in each look that it has; all rules in the first, then those that a look can break. */
      const judge = async (address: string) => {
        for (const [i, { colorScheme, viewport }] of LOOKS.entries()) {
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize(viewport);
          await page.evaluate(END_TRANSITIONS);
          const faults = await faultsOf(page, i === 0 ? RULES : RULES_OF_LOOKS);
          found.push(...faults.map((fault) => `${address}, ${colorScheme}, ${viewport.width} px: ${fault}`));
        }
      };
      const look = async (address: string) => {
        await page.goto(address);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await page.locator("main [aria-busy=true]").first().waitFor({ state: "detached" });
        await judge(address);
      };
      for (const path of paths) await look(rig.admin + path);
      for (const [path, button] of DIALOGS) {
        await page.setViewportSize(LOOKS[0].viewport);
        await page.goto(rig.admin + path);
        await page.getByRole("button", { name: button }).first().click();
        await page.getByRole("dialog").waitFor();
        await judge(`${path} ${button}`);
      }
      for (const path of ["/", "/events", "/quarantine", "/work"]) await look(empty.admin + path);
      await context.close();
      expect(found).toEqual([]);
      expect(faults.filter((fault) => !fault.startsWith(`request: ${empty.admin}`))).toEqual([]);
    }, 120_000);

    test("script is at most 200 KB gzip in all", async () => {
      const { gzipSync } = await import("node:zlib");
      const { readdirSync } = await import("node:fs");
      const folder = new URL("../../dist/dashboard/assets/", import.meta.url);
      const scripts = readdirSync(folder).filter((name) => name.endsWith(".js"));
      const sizes = scripts.map((name) => gzipSync(readFileSync(new URL(name, folder))).length);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(200 * 1024);
    });
  });
}
