import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { describeAccess } from "./access.suite.ts";
import { launch } from "./browser.fixture.ts";
import { describeHostile } from "./hostile.suite.ts";
import { describeLive } from "./live.suite.ts";
import { describePages } from "./pages.suite.ts";
import { describeTruth } from "./truth.suite.ts";
import { describeWalk } from "./walk.suite.ts";

/** One browser for all of it: each test has a fresh profile in it. */
let browser: Browser;
beforeAll(async () => {
  browser = await launch();
}, 180_000);
afterAll(() => browser?.close());

describeWalk(() => browser);
describeAccess(() => browser);
describeLive(() => browser);
describePages(() => browser);
describeHostile(() => browser);
describeTruth(() => browser);
