import { loadConfig } from "../config/load.ts";
import { inboxOf } from "../inbox.ts";
import { EXIT } from "./exit.ts";
import { print } from "./output.ts";

export async function migrate({ config }: { config?: string }): Promise<number> {
  const { settings } = await loadConfig({ file: config });
  const inbox = inboxOf(settings, { observer: {} });
  await inbox.open();
  await inbox.stop();
  print(`${inbox.storeName} is up to date.`);
  return EXIT.fine;
}
