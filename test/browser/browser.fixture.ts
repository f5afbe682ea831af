import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { QUIET } from "../../scripts/chromium.mjs";
import { fromDebian } from "../debian.fixture.ts";

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: fromDebian("chromium"), args: QUIET });

export interface Watched {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What must stay empty: script errors, reports of the content policy, dialogs, requests to anywhere else. */
  readonly faults: string[];
}

/** A page that writes down whatever it must not do. */
export async function watchedPage(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(`${origin}/`)) faults.push(`request: ${request.url()}`);
  });
  page.on("console", (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) faults.push(`policy: ${message.text()}`);
  });
  return { page, context, faults };
}
