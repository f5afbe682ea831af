import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { plainEnv, type Ran } from "./run.fixture.ts";

const PROCESS = fileURLToPath(new URL("desk.fixture.mjs", import.meta.url));

type Order = { readonly folder: string } & ({ readonly args: readonly string[] } | { readonly file: string });

export interface Desk {
  hookinbox(folder: string, ...args: string[]): Promise<Ran>;
  /** A module, until its last top-level statement has run. A file is run once. */
  load(folder: string, file: string): Promise<Ran>;
  end(): void;
}

/**
 * Runs command lines and modules one after another in one process, for tests of what they say and how they end: loading the
 * package costs half a second of CPU each time. `hookinbox` of run.fixture.ts starts a process for each, and so shows also
 * that it ends by itself.
 */
export function openDesk(): Desk {
  const child = fork(PROCESS, { env: plainEnv(), stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const ended = once(child, "exit").then(([code]) => [{ code, stdout: "", stderr: "the process ended" }]);
  let before: Promise<unknown> = Promise.resolve();
  async function ask(order: Order): Promise<Ran> {
    const answer = once(child, "message");
    child.send(order);
    const [ran] = await Promise.race([answer, ended]);
    return ran as Ran;
  }
  const queue = (order: Order): Promise<Ran> => {
    const ran = before.then(() => ask(order));
    before = ran.catch(() => {});
    return ran;
  };
  return {
    hookinbox: (folder, ...args) => queue({ folder, args }),
    load: (folder, file) => queue({ folder, file }),
    end: () => void child.kill(),
  };
}
