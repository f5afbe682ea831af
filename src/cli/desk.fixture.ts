import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { plainEnv, type Ran } from "./run.fixture.ts";

const PROCESS = fileURLToPath(new URL("desk.fixture.mjs", import.meta.url));

export interface Desk {
  hookinbox(folder: string, ...args: string[]): Promise<Ran>;
  end(): void;
}

/**
 * Runs command lines one after another in one process, for tests of what they say and which code they end with: loading
 * the command line costs half a second of CPU each time. `hookinbox` of run.fixture.ts starts a process for each.
 */
export function openDesk(): Desk {
  const child = fork(PROCESS, { env: plainEnv(), stdio: ["ignore", "inherit", "inherit", "ipc"] });
  let before: Promise<unknown> = Promise.resolve();
  async function ask(folder: string, args: readonly string[]): Promise<Ran> {
    const answer = once(child, "message");
    child.send({ folder, args });
    const ended = once(child, "exit").then(([code]) => [{ code, stdout: "", stderr: "the process ended" }]);
    const [ran] = await Promise.race([answer, ended]);
    return ran as Ran;
  }
  return {
    hookinbox: (folder, ...args) => {
      const ran = before.then(() => ask(folder, args));
      before = ran;
      return ran;
    },
    end: () => void child.kill(),
  };
}
