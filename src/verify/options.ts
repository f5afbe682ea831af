import { HookinboxError } from "../errors.ts";
import type { OptionRule, Options, Provider } from "../providers/provider.ts";
import { didYouMean } from "../suggest.ts";

/** What a source may set at any provider whose signature covers the URL. */
const URL_RULE: OptionRule = {
  about: "The exact URL set up at the provider, where a proxy changes it.",
  type: "string",
};

/** The rules that hold for a provider. */
export const optionRules = (provider: Provider): Readonly<Record<string, OptionRule>> => ({
  url: URL_RULE,
  ...provider.options,
});

/** Options with their defaults, held to the definition's rules. Throws `PROVIDER_OPTION`, which names the nearest right name. */
export function checkOptions(provider: Provider, given: Readonly<Record<string, unknown>>): Options {
  const rules = optionRules(provider);
  for (const name of Object.keys(given)) {
    if (given[name] !== undefined && !Object.hasOwn(rules, name)) {
      const known = Object.keys(provider.options ?? {});
      const advice = known.length > 0 ? `Its options are: ${known.join(", ")}.` : "It has no options.";
      throw wrong(provider, `has no option ${JSON.stringify(name)}.${didYouMean(name, known)} ${advice}`);
    }
  }
  const options: Record<string, unknown> = {};
  for (const [name, rule] of Object.entries(rules)) {
    const value = given[name] ?? rule.default;
    if (value === undefined && rule.required) throw wrong(provider, `needs the option \`${name}\`: ${rule.about}`);
    if (value !== undefined) options[name] = checked(provider, name, rule, value);
  }
  return options;
}

function checked(provider: Provider, name: string, rule: OptionRule, value: unknown): unknown {
  const list = rule.type === "strings" && typeof value === "string" ? [value] : value;
  const fits =
    rule.type === "strings"
      ? Array.isArray(list) && list.every((item) => typeof item === "string")
      : typeof value === rule.type && value !== "";
  if (!fits)
    throw wrong(provider, `wants \`${name}\` as ${rule.type === "strings" ? "a list of strings" : `a ${rule.type}`}`);
  if (rule.values && !rule.values.includes(value as string)) {
    throw wrong(
      provider,
      `takes for \`${name}\` one of ${rule.values.join(", ")}.${didYouMean(String(value), rule.values)}`,
    );
  }
  return list;
}

const wrong = (provider: Provider, what: string): HookinboxError =>
  new HookinboxError("PROVIDER_OPTION", `The provider ${provider.id} ${what}`);
