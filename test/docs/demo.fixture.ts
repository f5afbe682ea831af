import { cpSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../free-port.fixture.ts";
import { CLI, type Consumer, createConsumer, patiently, start } from "./consumer.fixture.ts";
import { ROOT } from "./snippets.ts";

export interface Demo {
  readonly consumer: Consumer;
  readonly port: number;
  readonly adminPort: number;
  /** A command of a page, at the ports that the demo has here. */
  here(command: string): string;
  stop(): Promise<void>;
}

/** What `npm start` serves, at free ports. A copy, so that the store begins empty: ids are remembered for 90 days. */
export async function startDemo(): Promise<Demo> {
  const consumer = createConsumer();
  const [port, adminPort] = [await freePort(), await freePort()];
  cpSync(join(ROOT, "demo"), join(consumer.folder, "demo"), {
    recursive: true,
    filter: (path) => !/\.db(?:-wal|-shm)?$/.test(path),
  });
  const ports = ["--port", String(port), "--admin-port", String(adminPort)];
  const started = start([CLI, "serve", "--config", "demo/hookinbox.config.mjs", ...ports], consumer.folder);
  await patiently(started, () => fetch(`http://127.0.0.1:${port}/readyz`));
  return {
    consumer,
    port,
    adminPort,
    here: (command) => command.replaceAll("8420", String(port)).replaceAll("8421", String(adminPort)),
    stop: async () => {
      await started.stop();
      consumer.remove();
    },
  };
}
