import { setTimeout as sleep } from "node:timers/promises";
import { HookinboxError } from "../errors.ts";
import { findProvider } from "../providers/find.ts";
import type { Names } from "../samples/fill.ts";
import { samplesOf } from "../samples/make.ts";
import { toCurl } from "./curl.ts";
import { EXIT } from "./exit.ts";
import { CALLED, paint, print, say } from "./output.ts";
import { createProgress } from "./progress.ts";
import { readInput } from "./read-input.ts";
import { headerPair } from "./saved-request.ts";
import { listSamples } from "./send-list.ts";
import { loadScenario, type Step } from "./send-scenario.ts";
import { aim, fire, fireAnyway, type Shot } from "./send-shot.ts";
import { createTally } from "./send-tally.ts";
import { createTargets, type Target, type TargetOptions } from "./send-target.ts";

export interface SendOptions extends TargetOptions {
  readonly list?: boolean;
  readonly set?: readonly string[];
  readonly add?: readonly string[];
  readonly body?: string;
  readonly header?: readonly string[];
  readonly key?: string;
  readonly scenario?: string;
  readonly count: number;
  readonly rate?: number;
  readonly print?: boolean;
  readonly json?: boolean;
}

/** Requests under way at once, where no rate is asked for. */
const AT_ONCE = 16;

/** Sends signed samples. Exit code 0: each was answered 2xx. */
export async function sendCommand(
  provider: string | undefined,
  type: string | undefined,
  options: SendOptions,
): Promise<number> {
  if (options.list) return listSamples(provider, options);
  if (options.scenario !== undefined) return await sendScenario(options.scenario, options);
  if (provider === undefined)
    throw usage("What is to be sent?", `${CALLED} send github push · what there is: ${CALLED} send --list`);
  if (type === undefined) {
    const types = Object.keys(samplesOf(findProvider(provider).id).events);
    throw usage(
      `Which event of ${provider}?`,
      `${CALLED} send ${provider} ${types[0]} · there are: ${types.join(", ")}`,
    );
  }
  findProvider(provider);
  const shot = await shotOf(type, options);
  const target = (await createTargets(options))(provider);
  if (options.print) {
    print(toCurl(aim(target, shot)));
    return EXIT.fine;
  }
  return await sendMany(target, shot, options);
}

async function shotOf(type: string, { set, add, body, header = [], key }: SendOptions): Promise<Shot> {
  if (body !== undefined && (set ?? add) !== undefined)
    throw usage("--set and --add change a sample; a --body is sent as it is.", "Use the one or the other.");
  const headers = header.map((line) => {
    const pair = headerPair(line);
    if (!pair) throw usage("A --header is not written as one.", "Write it as on the wire: --header 'X-Id: 7'");
    return pair as [string, string];
  });
  return {
    type,
    set: fieldsOf("--set", set),
    add: fieldsOf("--add", add),
    key,
    headers: Object.fromEntries(headers),
    ...(body !== undefined && { body: await readInput(body, "the body") }),
  };
}

/** `a.b=5`: what reads as JSON is that, the rest is text. */
function fieldsOf(flag: string, pairs: readonly string[] = []): Record<string, unknown> {
  const fields = pairs.map((pair): [string, unknown] => {
    const at = pair.indexOf("=");
    if (at < 1) throw usage(`${flag} ${JSON.stringify(pair)} has no "=".`, `Write: ${flag} data.object.amount=500`);
    return [pair.slice(0, at), readValue(pair.slice(at + 1))];
  });
  return Object.fromEntries(fields);
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function sendMany(target: Target, shot: Shot, { count, rate, json }: SendOptions): Promise<number> {
  if (!json) say(paint.dim(`${target.provider.id} ${shot.type} → ${target.url}`));
  const progress = createProgress(count, "sent", { off: json });
  const tally = createTally({ total: count, json, beforeLine: progress.clear });
  const begun = performance.now();
  const took = (): number => (performance.now() - begun) / 1000;
  let next = 0;
  const sendOne = async (send: typeof fire): Promise<void> => {
    const answer = await send(aim(target, shot));
    tally.add({ provider: target.provider.id, type: shot.type, url: target.url, answer });
    progress.at(tally.sent());
  };
  const line = async (): Promise<void> => {
    while (next < count) {
      const at = next++;
      const due = rate === undefined ? 0 : begun + (at * 1000) / rate - performance.now();
      if (due > 0) await sleep(due);
      if (next > count) return;
      await sendOne(fireAnyway);
    }
  };
  const untilWrong = async (): Promise<void> => {
    try {
      await line();
    } catch (error) {
      next = Number.POSITIVE_INFINITY;
      throw error;
    }
  };
  try {
    // The first by itself: what is wrong with the request, or with the address, is said once.
    next = 1;
    await sendOne(fire);
    // To the end of each: none goes on behind the sum, whatever went wrong in another.
    const ends = await Promise.allSettled(Array.from({ length: Math.min(AT_ONCE, count - 1) }, untilWrong));
    progress.clear();
    const code = tally.end(took());
    for (const end of ends) if (end.status === "rejected") throw end.reason;
    return code;
  } finally {
    progress.clear();
  }
}

async function sendScenario(file: string, options: SendOptions): Promise<number> {
  const steps = await loadScenario(file);
  const targetOf = await createTargets(options);
  const names: Names = new Map();
  // All of it is put together once before anything is sent: a mistake in the last step is found before the first.
  for (const { provider, ...shot } of steps) aim(targetOf(provider), shot, new Map());
  const tally = createTally({ total: steps.length * options.count, json: options.json, wide: true });
  const begun = performance.now();
  for (let round = 0; round < options.count; round++) {
    names.clear();
    for (const step of steps) await sendStep(step, targetOf(step.provider), names, options, tally);
  }
  return options.print ? EXIT.fine : tally.end((performance.now() - begun) / 1000);
}

async function sendStep(
  { provider, delay, ...shot }: Step,
  target: Target,
  names: Names,
  { print: shown }: SendOptions,
  tally: ReturnType<typeof createTally>,
): Promise<void> {
  if (!shown && delay > 0) await sleep(delay);
  const request = aim(target, shot, names);
  if (shown) return print(`${toCurl(request)}\n`);
  tally.add({ provider, type: shot.type, url: target.url, answer: await fire(request) });
}

const usage = (message: string, advice: string): HookinboxError =>
  new HookinboxError("WRONG_USAGE", message, { advice });
