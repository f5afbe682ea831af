import { loadHandlers } from "../config/handlers.ts";
import type { Settings } from "../config/settings.ts";
import type { Destination } from "../destinations/destination.ts";
import { isHookinboxError } from "../errors.ts";
import { createRoutes, type Registration } from "../routes.ts";
import { handlerLog } from "../running.ts";
import { type Finding, ok, warn, wrong } from "./finding.ts";

export interface FoundHandlers {
  readonly findings: Finding[];
  /** What a start of this config would deliver to; `undefined` where it could not start. */
  readonly destinations?: readonly Destination[];
}

/** Handlers and routes, as a start would load them. */
export async function checkHandlers(settings: Settings): Promise<FoundHandlers> {
  const { handlers, sources } = settings;
  try {
    const found = handlers === undefined ? [] : await loadHandlers(handlers, { sources: sources.keys() });
    const { destinations } = createRoutes(settings, found, {
      log: (lease) => handlerLog({}, lease),
      clock: Date.now,
      credentials: () => [],
      jsonField: () => undefined,
    });
    const loaded = handlers === undefined ? [] : [ok("handlers", `${found.length} in ${handlers}`)];
    return { findings: [...loaded, ...checkServed(settings, found)], destinations };
  } catch (error) {
    if (!isHookinboxError(error)) throw error;
    return { findings: [wrong("handlers", error.message, error.advice)] };
  }
}

/** Whether each source leads somewhere: to a handler, or by a route. */
function checkServed({ handlers, sources, routes }: Settings, found: readonly Registration[]): Finding[] {
  if (handlers === undefined && routes.length === 0)
    return [
      warn(
        "handlers",
        "none are set: events are kept and stay unhandled.",
        'Name a module: handlers: "./handlers.mjs"',
      ),
    ];
  const served = (name: string): boolean =>
    found.some(({ source }) => source === "*" || source === name) ||
    routes.some((route) => route.sources.includes(name));
  const idle = [...sources.keys()].filter((name) => !served(name));
  if (idle.length === 0) return [];
  return [
    warn(
      "handlers",
      `none for ${idle.join(", ")}: its events stay unhandled.`,
      `Add one: ${idle[0]}: { "*": (event, ctx) => {} }`,
    ),
  ];
}
