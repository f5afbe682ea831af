// One process that runs command lines in turn, each in its own folder, with the environment of the start: see desk.fixture.ts.
import { run } from "../../dist/cli/program.js";

const environment = { ...process.env };

/** What is written to both streams while something runs. */
async function hearing(work) {
  const said = { stdout: [], stderr: [] };
  const writes = [process.stdout.write, process.stderr.write];
  const take = (name) => (part) => said[name].push(Buffer.from(part)) > 0;
  [process.stdout.write, process.stderr.write] = [take("stdout"), take("stderr")];
  try {
    const code = await work();
    return { code, stdout: String(Buffer.concat(said.stdout)), stderr: String(Buffer.concat(said.stderr)) };
  } finally {
    [process.stdout.write, process.stderr.write] = writes;
  }
}

process.on("message", async ({ folder, args }) => {
  process.chdir(folder);
  process.env = { ...environment };
  process.send(await hearing(() => run([process.execPath, "hookinbox", ...args])));
});
