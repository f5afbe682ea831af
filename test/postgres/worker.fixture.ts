import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const sources = { github: { provider: "github", secret: "a secret of the pauses, long enough" } };

/** `hookinbox work` in processes of their own, with a short lease, whose handlers keep a diary. */
export async function workers(store: string) {
  const folder = await mkdtemp(join(tmpdir(), "hookinbox-workers-"));
  const children = new Set<ChildProcess>();
  const work = { lease: "1s", poll: "50ms" };
  const config = { store, sources, handlers: "./handlers.mjs", work, log: { level: "info" } };
  await writeFile(join(folder, "hookinbox.config.json"), JSON.stringify(config));

  return {
    /** The handlers module: appends lines to the file `diary`. */
    handlers: (text: string) => writeFile(join(folder, "handlers.mjs"), text),
    work() {
      const child = spawn(process.execPath, [CLI, "work"], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
      children.add(child);
      let said = "";
      child.stdout.on("data", (chunk) => (said += chunk));
      return { child, said: () => said };
    },
    diary: async (): Promise<string[]> =>
      (await readFile(join(folder, "diary"), "utf8").catch(() => "")).trim().split("\n").filter(Boolean),
    async remove() {
      for (const child of children) child.kill("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
}
