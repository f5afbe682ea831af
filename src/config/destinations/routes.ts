import type { RouteSettings } from "../../destinations/settings.ts";
import { didYouMean } from "../../suggest.ts";
import { patternMistake } from "../handler-options.ts";
import { kindOf, type Mistake, pathText } from "../mistakes.ts";
import type { RouteConfig } from "./written.ts";

/** Names that a route may use. */
export interface Names {
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
}

export interface ResolvedRoute {
  readonly route: RouteSettings;
  readonly mistakes: readonly Mistake[];
}

/** One route: its sources and destinations by name, its types by pattern. */
export function resolveRoute(written: RouteConfig, path: readonly PropertyKey[], names: Names): ResolvedRoute {
  const mistakes: Mistake[] = [];
  const at = (key: string, i?: number): string => pathText([...path, key, ...(i === undefined ? [] : [i])]);
  const list = (key: "from" | "types" | "to", value: unknown, example: string): string[] => {
    const texts = Array.isArray(value) ? value : [value];
    if (texts.length > 0 && texts.every((text) => typeof text === "string" && text.trim() !== "")) return texts;
    mistakes.push({ path: at(key), message: `expected ${example}; got ${kindOf(value, { reveal: true })}.` });
    return [];
  };
  const named = (key: "from" | "to", found: readonly string[], known: readonly string[], what: string): void => {
    for (const [i, name] of found.entries())
      if (!known.includes(name) && !(key === "from" && name === "*"))
        mistakes.push({
          path: at(key, found.length > 1 ? i : undefined),
          message: `there is no ${what} ${JSON.stringify(name)}.${didYouMean(name, known)}`,
          fix: known.length === 0 ? `The config has no ${what}s.` : `There are: ${known.join(", ")}.`,
        });
  };

  const from = list("from", written.from, 'a source\'s name, a list of them, or "*"');
  const patterns = list("types", written.types ?? "*", 'a type, "prefix.*", or a list of them');
  const to = list("to", written.to, "a destination's name, or a list of them");
  named("from", from, names.sources, "source");
  named("to", to, names.destinations, "destination");
  for (const pattern of patterns) {
    const message = patternMistake(pattern);
    if (message !== undefined) mistakes.push({ path: at("types"), message });
  }
  const sources = from.includes("*") ? names.sources : [...new Set(from)];
  return { route: { sources, patterns, destinations: [...new Set(to)] }, mistakes };
}
