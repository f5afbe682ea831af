import { loadConfig } from "../config/load.ts";
import { HookinboxError } from "../errors.ts";
import { didYouMean } from "../suggest.ts";
import { openStore, type Whereabouts } from "./backend.ts";
import { EXIT } from "./failure.ts";
import { print, printJson } from "./output.ts";

export interface ReleaseOptions extends Pick<Whereabouts, "config"> {
  readonly source?: string;
  readonly preview?: boolean;
  readonly json?: boolean;
}

/**
 * Verifies a source's quarantined requests again, with the secrets that the config has now, and accepts those that hold.
 * It works on the store itself: a server that still runs has the secrets it was started with.
 */
export async function releaseQuarantine({ source, preview = false, json, config }: ReleaseOptions): Promise<number> {
  const loaded = await loadConfig({ file: config });
  const names = [...loaded.settings.sources.keys()];
  if (source === undefined || !names.includes(source)) {
    const said =
      source === undefined
        ? "Which source? Name it with --source."
        : `There is no source ${JSON.stringify(source)}.${didYouMean(source, names)}`;
    throw new HookinboxError("WRONG_USAGE", said, { advice: `Sources of the config: ${names.join(", ")}.` });
  }
  const inbox = await openStore(loaded);
  try {
    const released = await inbox.release(source, { preview });
    if (json) {
      printJson({ ...released, preview });
    } else if (released) {
      const refused = Object.entries(released.refused).map(([reason, count]) => `${count} ${reason}`);
      print(
        `${released.examined} looked at: ${released.accepted} ${preview ? "verify now, and would be accepted" : "accepted"}, ${released.duplicates} had come in meanwhile.`,
      );
      print(refused.length === 0 ? "None is refused any more." : `Still refused, and kept: ${refused.join(", ")}.`);
    }
    return EXIT.fine;
  } finally {
    await inbox.stop();
  }
}
