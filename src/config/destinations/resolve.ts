import { DELIVERY_OPTIONS, type DeliveryOptions } from "../../delivery-options.ts";
import type { DestinationSettings, Target } from "../../destinations/settings.ts";
import { unknownKey } from "../check.ts";
import { optionMistakes } from "../handler-options.ts";
import { type Mistake, pathText } from "../mistakes.ts";
import { BULLMQ_KEYS, readBullmq } from "./bullmq.ts";
import { COMMAND_KEYS, readCommand } from "./command.ts";
import { HTTP_KEYS, readHttp } from "./http.ts";
import type { Reading } from "./reading.ts";

interface Kind {
  readonly keys: readonly string[];
  read(reading: Reading): Target;
  /** Where it differs from a handler's. */
  readonly defaults: DeliveryOptions;
}

/** By the key that tells it. */
const KINDS: Readonly<Record<string, Kind>> = {
  url: { keys: HTTP_KEYS, read: readHttp, defaults: { timeout: "30s" } },
  // Each is a process: four at once do not put a small machine out of breath.
  command: { keys: COMMAND_KEYS, read: readCommand, defaults: { concurrency: 4 } },
  bullmq: { keys: BULLMQ_KEYS, read: readBullmq, defaults: { timeout: "30s" } },
};

type Context = Pick<Reading, "folder" | "unset">;

/** Every destination of a config by its name, and all that is wrong with them. */
export function resolveDestinations(
  written: Readonly<Record<string, unknown>>,
  context: Context,
): { destinations: Map<string, DestinationSettings>; mistakes: Mistake[] } {
  const mistakes: Mistake[] = [];
  const destinations = new Map<string, DestinationSettings>();
  for (const [name, config] of Object.entries(written)) {
    const settings = resolveOne(name, config as Reading["config"], { ...context, mistakes });
    if (settings) destinations.set(name, settings);
  }
  return { destinations, mistakes };
}

function resolveOne(
  name: string,
  config: Reading["config"],
  context: Context & Pick<Reading, "mistakes">,
): DestinationSettings | undefined {
  const path = ["destinations", name];
  const { mistakes } = context;
  // No slash: a handler's own name is <source>/<pattern>.
  if (!/^[A-Za-z0-9][\w.-]{0,99}$/.test(name))
    mistakes.push({
      path: pathText(path),
      message: "a destination's name begins with a letter or digit and has at most 100 letters, digits, ., - and _.",
    });
  const told = Object.keys(KINDS).filter((key) => key in config);
  const kind = KINDS[told[0] ?? ""];
  if (!kind || told.length > 1) {
    mistakes.push(kindMistake(path, told, config));
    return undefined;
  }
  const options: Record<string, unknown> = { ...kind.defaults };
  for (const [key, value] of Object.entries(config)) {
    if (DELIVERY_OPTIONS.includes(key)) options[key] = value;
    else if (!kind.keys.includes(key))
      mistakes.push(unknownKey([...path, key], key, [...kind.keys, ...DELIVERY_OPTIONS]));
  }
  mistakes.push(...optionMistakes(path, options));
  return { name, options: options as DeliveryOptions, target: kind.read({ ...context, path, config }) };
}

function kindMistake(path: readonly string[], told: readonly string[], config: Reading["config"]): Mistake {
  const fix = 'One of: { url: "https://…" }, { command: ["program", "argument"] }, { bullmq: { queue, connection } }.';
  if (told.length > 1) return { path: pathText(path), message: `it is of one kind; got ${told.join(" and ")}.`, fix };
  const [key] = Object.keys(config);
  return key === undefined
    ? { path: pathText(path), message: "it does not say where it leads.", fix }
    : { ...unknownKey([...path, key], key, Object.keys(KINDS)), fix };
}
