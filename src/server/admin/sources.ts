import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { toResponse } from "../../adapters/fetch.ts";
import { isUnverified } from "../../config/serving.ts";
import type { SourceSettings } from "../../config/settings.ts";
import { isHookinboxError } from "../../errors.ts";
import type { Inbox } from "../../inbox.ts";
import { problem } from "../../problem.ts";
import type { Stats } from "../../stores/store.ts";
import type { Figures } from "../figures/figures.ts";
import { addTally, emptyTally } from "../figures/tally.ts";
import type { Addresses } from "./addresses.ts";
import type { AdminEnv } from "./guard.ts";
import { setupOf } from "./setup.ts";
import { json, problemAnswer } from "./shapes.ts";
import { nameParam, sourceDetail, sourceList, testBody, tested } from "./shapes-sources.ts";
import { canSign, sendTest } from "./test-event.ts";

const list = createRoute({
  method: "get",
  path: "/api/sources",
  summary: "The configured sources: what they receive, and what is weak in their set-up",
  responses: { 200: json(sourceList, "Every source") },
});

const unknown = problemAnswer("No source of this name");

const show = createRoute({
  method: "get",
  path: "/api/sources/{name}",
  summary: "A source, and how to set it up at its provider",
  request: { params: nameParam },
  responses: { 200: json(sourceDetail, "The source"), 404: unknown },
});
const test = createRoute({
  method: "post",
  path: "/api/sources/{name}/test",
  summary: "Send a signed test event through the whole way in, as the provider would",
  request: { params: nameParam, body: { content: { "application/json": { schema: testBody } } } },
  responses: {
    200: json(tested, "What it was answered"),
    400: problemAnswer("The body is not valid"),
    404: unknown,
    409: problemAnswer("Only the provider can sign"),
  },
});

export const sourceRoutes = { list, show, test };

type Counts = Stats["sources"][number];
const NOTHING = { accepted: 0, refused: 0 };
const HOUR = 60;

export function addSources(app: OpenAPIHono<AdminEnv>, inbox: Inbox, addresses: Addresses, figures: Figures): void {
  /** Field by field: what the settings come to hold (secrets, options) stays there. */
  function summary(settings: SourceSettings, { counted, paused, lastHour }: Awaited<ReturnType<typeof known>>) {
    const { name, provider, path, mode } = settings;
    const counts: Counts | undefined = counted.get(name);
    const verifier = inbox.verifier(name);
    const { accepted, refused } = Object.hasOwn(lastHour.sources, name) ? lastHour.sources[name]! : NOTHING;
    return {
      name,
      provider: provider.id,
      title: provider.name,
      path: path ?? `/in/${name}`,
      url: addresses.of(settings),
      mode,
      methods: [...(verifier?.methods ?? [])],
      warnings: [...(verifier?.warnings ?? [])],
      unverified: isUnverified(provider),
      canSign: canSign(settings),
      paused: paused.has(name),
      events: counts?.events ?? 0,
      quarantined: counts?.quarantined ?? 0,
      lastAt: counts?.lastAt ?? null,
      perMinute: Math.round((accepted / HOUR) * 100) / 100,
      refusedShare: accepted + refused === 0 ? null : refused / (accepted + refused),
    };
  }

  async function known() {
    const [stats, minutes] = await Promise.all([
      inbox.archive.stats(),
      figures.minutes(Math.floor(Date.now() / 60_000) - HOUR + 1),
    ]);
    const lastHour = emptyTally(0);
    for (const tally of minutes) addTally(lastHour, tally);
    const paused = stats.paused.filter(({ kind }) => kind === "source").map(({ name }) => name);
    return { counted: new Map(stats.sources.map((row) => [row.source, row])), paused: new Set(paused), lastHour };
  }

  const missing = () => toResponse(problem("NOT_FOUND", "there is no source of this name")) as never;

  app.openapi(list, async (c) => {
    const all = await known();
    const items = [...inbox.settings.sources.values()].map((one) => summary(one, all));
    return c.json({ items }, 200);
  });

  app.openapi(show, async (c) => {
    const settings = inbox.settings.sources.get(c.req.valid("param").name);
    if (!settings) return missing();
    const { steps, notes, ...setup } = setupOf(settings, addresses.of(settings), inbox.wanted(settings.name));
    const shown = summary(settings, await known());
    return c.json({ ...shown, setup: { ...setup, steps: [...steps], notes: [...notes] } }, 200);
  });

  app.openapi(test, async (c) => {
    const settings = inbox.settings.sources.get(c.req.valid("param").name);
    if (!settings) return missing();
    if (!canSign(settings)) return toResponse(problem("NOT_SIGNABLE_HERE")) as never;
    const { type } = c.req.valid("json");
    try {
      return c.json(await sendTest(inbox, settings, addresses.of(settings), type), 200);
    } catch (error) {
      if (!isHookinboxError(error)) throw error;
      return toResponse(problem("NOT_SIGNABLE_HERE", error.message)) as never;
    }
  });
}
