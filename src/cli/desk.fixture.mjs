// One process that runs command lines and modules in turn, each in its folder, with the environment of the start: see desk.fixture.ts.
import { pathToFileURL } from "node:url";
import { run } from "../../dist/cli/program.js";

const environment = { ...process.env };

/** How something ends, and what is written to both streams meanwhile. */
async function hearing(work) {
  const said = { stdout: [], stderr: [] };
  const writes = [process.stdout.write, process.stderr.write];
  const take = (name) => (part) => said[name].push(Buffer.from(part)) > 0;
  [process.stdout.write, process.stderr.write] = [take("stdout"), take("stderr")];
  const code = await work().catch((error) => {
    process.stderr.write(String(error.stack ?? error));
    return 1;
  });
  [process.stdout.write, process.stderr.write] = writes;
  return { code, stdout: String(Buffer.concat(said.stdout)), stderr: String(Buffer.concat(said.stderr)) };
}

async function load(file) {
  await import(pathToFileURL(file));
  return 0;
}

process.on("message", async ({ folder, args, file }) => {
  process.chdir(folder);
  process.env = { ...environment };
  process.send(await hearing(() => (file ? load(file) : run([process.execPath, "hookinbox", ...args]))));
});
