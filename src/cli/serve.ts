import { loadConfig } from "../config/load.ts";
import { checkServing } from "../config/serving.ts";
import { inboxOf } from "../inbox.ts";
import { createListener } from "../server/listener.ts";
import { EXIT } from "./failure.ts";
import { print } from "./output.ts";

export interface ServeOptions {
  readonly config?: string;
  readonly host: string;
  readonly port: number;
  readonly adminPort: number;
  readonly work: boolean;
}

export async function serve({ config, host, port, work }: ServeOptions): Promise<number> {
  const { settings, file } = await loadConfig({ file: config });
  checkServing(settings, { host, work }, file);
  const inbox = inboxOf(settings);
  await inbox.start({ work });
  const listener = createListener(inbox);
  await new Promise<void>((resolve, reject) => listener.server.once("error", reject).listen(port, host, resolve));
  print(`hookinbox is ready: http://${host}:${port}`);
  await new Promise<void>((resolve) => process.once("SIGTERM", resolve).once("SIGINT", resolve));
  await listener.close();
  await inbox.stop();
  return EXIT.fine;
}
