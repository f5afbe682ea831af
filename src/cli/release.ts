import { loadConfig } from "../config/load.ts";
import { shownStore } from "../config/store-url.ts";
import { HookinboxError } from "../errors.ts";
import type { Released } from "../release.ts";
import { didYouMean } from "../suggest.ts";
import { openBackend, type Whereabouts } from "./backend.ts";
import { direct } from "./direct.ts";
import { EXIT } from "./exit.ts";
import { paint, print, printJson, say } from "./output.ts";

export interface ReleaseOptions extends Whereabouts {
  readonly source?: string;
  readonly preview?: boolean;
  readonly json?: boolean;
}

/**
 * Verifies a source's quarantined requests again, and accepts those that hold. It works on the store itself, with the
 * secrets that the config has now: a server that still runs has those that it was started with. With `--admin-url` that
 * server does it, with its own.
 */
export async function releaseQuarantine({ json, preview = false, ...where }: ReleaseOptions): Promise<number> {
  if (where.store !== undefined)
    throw new HookinboxError(
      "CONFIG_NOT_FOUND",
      "Requests are verified again with a config's secrets; --store has none.",
      {
        advice: "Name the config with --config, or the running inbox with --admin-url.",
      },
    );
  const released = where.adminUrl === undefined ? await here(where, preview) : await there(where, preview);
  if (json) printJson({ ...released, preview });
  else show(released, preview);
  return EXIT.fine;
}

async function here({ source, config }: ReleaseOptions, preview: boolean): Promise<Released> {
  const loaded = await loadConfig({ file: config });
  const { sources } = loaded.settings;
  const found = source === undefined ? undefined : sources.get(source);
  if (!found) throw noSource(source, [...sources.keys()]);
  const backend = direct(loaded);
  try {
    const { length } = found.secrets;
    const ring = length === 0 ? "no secret" : length === 1 ? "the secret" : `the ${length} secrets`;
    say(paint.dim(`with ${ring} that ${found.name} has in ${loaded.file}, in ${shownStore(loaded.settings.store)}`));
    say(paint.dim("A server that still runs has the secrets that it was started with: restart it after a change."));
    const released = await backend.release(found.name, preview);
    if (!released) throw noSource(source, [...sources.keys()]);
    return released;
  } finally {
    await backend.close();
  }
}

async function there(where: ReleaseOptions, preview: boolean): Promise<Released> {
  const { source } = where;
  if (source === undefined) throw noSource(source, []);
  const backend = await openBackend(where);
  try {
    say(paint.dim("with the secrets that it was started with"));
    const released = await backend.release(source, preview);
    if (!released) throw noSource(source, []);
    return released;
  } finally {
    await backend.close();
  }
}

function noSource(source: string | undefined, names: readonly string[]): HookinboxError {
  const said =
    source === undefined
      ? "Which source? Name it with --source."
      : `There is no source ${JSON.stringify(source)}.${didYouMean(source, names)}`;
  const advice = names.length > 0 ? `Sources of the config: ${names.join(", ")}.` : "GET /api/sources lists them.";
  return new HookinboxError("WRONG_USAGE", said, { advice });
}

function show({ examined, accepted, duplicates, refused }: Released, preview: boolean): void {
  const did = preview ? "verify now, and would be accepted" : "accepted";
  print(`${examined} looked at: ${accepted} ${did}, ${duplicates} had come in meanwhile.`);
  const kept = Object.entries(refused).map(([reason, count]) => `${count} ${reason}`);
  print(kept.length === 0 ? "None is refused any more." : `Still refused, and kept: ${kept.join(", ")}.`);
}
