import { loadConfig } from "../config/load.ts";
import { inboxOf } from "../inbox.ts";
import { EXIT } from "./exit.ts";
import { print } from "./output.ts";
import { createPulse } from "./progress.ts";

export async function migrate({ config }: { config?: string }): Promise<number> {
  const { settings } = await loadConfig({ file: config });
  const inbox = inboxOf(settings, { observer: {} });
  const pulse = createPulse("migrating");
  await inbox.open().finally(pulse.clear);
  await inbox.stop();
  print(`${inbox.storeName} is up to date.`);
  return EXIT.fine;
}
