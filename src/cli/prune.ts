import { loadConfig } from "../config/load.ts";
import { formatMs } from "../durations.ts";
import { inboxOf } from "../inbox.ts";
import { EXIT } from "./exit.ts";
import { print, printJson } from "./output.ts";
import { createPulse } from "./progress.ts";

export async function prune({ config, json }: { config?: string; json?: boolean }): Promise<number> {
  const { settings } = await loadConfig({ file: config });
  const inbox = inboxOf(settings, { observer: {} });
  await inbox.open();
  const pulse = createPulse("deleted", { off: json });
  try {
    let deleted = 0;
    pulse.at(deleted);
    const pruned = await inbox.prune((more) => pulse.at((deleted += more))).finally(pulse.clear);
    const { retention } = settings;
    if (json) printJson(pruned);
    else
      print(
        `Deleted from ${inbox.storeName}: ${pruned.events} events older than ${formatMs(retention.events)}, ${pruned.keys} keys older than ${formatMs(retention.keys)}, ${pruned.quarantine} of quarantine older than ${formatMs(retention.quarantine)}.`,
      );
  } finally {
    await inbox.stop();
  }
  return EXIT.fine;
}
