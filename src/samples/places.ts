import { type PathStep, pick } from "../payload.ts";
import type { Templates } from "../providers/provider.ts";
import type { Place } from "../verify/places.ts";
import { type Compiled, compile } from "../verify/template.ts";

/** A request that is being made up: a payload, and the headers beside it. */
export interface Sample {
  readonly payload: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Writes a value into the places from which a provider's templates read it: `issues.opened` for
 * `{header:x-github-event}[.{body:action}]` becomes the header `issues` and the field `action`. The first template that the
 * value and the payload fit counts; where none does, the sample stays as it is.
 */
export function write(templates: Templates, value: string, sample: Sample): Sample {
  for (const template of typeof templates === "string" ? [templates] : templates) {
    const compiled = compile(template);
    const words = new RegExp(`^${pattern(compiled)}$`, "s").exec(value)?.slice(1);
    const written = words && writeAll(placesOf(compiled), words, sample);
    if (written) return written;
  }
  return sample;
}

/** Fills the places in a payload of which nothing is there, so that an event has a key. Headers are seen to by `sign`. */
export function fillMissing(templates: Templates, make: () => string, sample: Sample): Sample {
  const [first] = typeof templates === "string" ? [templates] : templates;
  const pieces = first === undefined ? [] : compile(first).filter((piece) => typeof piece === "object");
  const missing = pieces.filter(
    (piece): piece is Place =>
      "steps" in piece && piece.steps.length > 0 && pick(sample.payload, piece.steps) === undefined,
  );
  return writeAll(missing, missing.map(make), sample) ?? sample;
}

const pattern = (pieces: Compiled): string =>
  pieces
    .map((piece) => {
      if (typeof piece === "string") return piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      return "group" in piece ? `(?:${pattern(piece.group)})?` : "(.+?)";
    })
    .join("");

const placesOf = (pieces: Compiled): Place[] =>
  pieces.flatMap((piece) => (typeof piece === "string" ? [] : "group" in piece ? placesOf(piece.group) : [piece]));

function writeAll(
  places: readonly Place[],
  words: readonly (string | undefined)[],
  sample: Sample,
): Sample | undefined {
  let { payload, headers } = sample;
  for (const [i, place] of places.entries()) {
    const word = words[i];
    if (word === undefined) continue;
    if (place.name === "header") headers = { ...headers, [place.arg]: word };
    else {
      const changed = place.steps.length > 0 ? put(payload, place.steps, word) : undefined;
      if (changed === undefined) return undefined;
      payload = changed;
    }
  }
  return { payload, headers };
}

/** A copy with a value at a path; `*` is every item, or the first of a new array. `undefined`: something else stands in the way. */
function put(node: unknown, [step, ...rest]: readonly PathStep[], value: string): unknown {
  if (step === undefined) return value;
  if (typeof step === "string" && step !== "*") {
    if (node !== undefined && (typeof node !== "object" || node === null || Array.isArray(node))) return undefined;
    const changed = put((node as Record<string, unknown> | undefined)?.[step], rest, value);
    return changed === undefined ? undefined : { ...node, [step]: changed };
  }
  if (node !== undefined && !Array.isArray(node)) return undefined;
  const items: unknown[] = [...(node ?? [])];
  const indices = step === "*" ? [...(items.length > 0 ? items.keys() : [0])] : [Number(step)];
  for (const i of indices) {
    const changed = put(items[i], rest, value);
    if (changed === undefined) return undefined;
    items[i] = changed;
  }
  return items;
}
