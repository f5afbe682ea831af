import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";

const alive = new Set();
// Whatever ends the bench, nothing that it started outlives it.
process.on("exit", () => {
  for (const child of alive) signalGroup(child, "SIGKILL");
});
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => process.exit(130));

function signalGroup(child, name) {
  try {
    process.kill(-child.pid, name);
    return true;
  } catch {
    return false;
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A port that nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Starts a program; what it prints goes to `<dir>/<name>.out`, so that reading it costs the bench nothing. */
export function launch(name, command, args, { dir, env = {} }) {
  const output = join(dir, `${name}.out`);
  const fd = openSync(output, "w");
  const child = spawn(command, args, {
    cwd: dir,
    env: { ...process.env, ...env },
    stdio: ["ignore", fd, fd],
    detached: true,
  });
  closeSync(fd);
  child.on("error", () => {});
  if (child.pid !== undefined) alive.add(child);
  return Object.assign(child, { label: name, output });
}

const tail = (child) => readFileSync(child.output, "utf8").slice(-2000);

/** Waits until `ready` holds; throws with what the program printed when it has ended or takes longer than `limit` ms. */
export async function until(child, ready, limit = 15_000) {
  const deadline = Date.now() + limit;
  while (!(await ready())) {
    if (child.exitCode !== null || child.pid === undefined)
      throw new Error(`${child.label} ended at once:\n${tail(child)}`);
    if (Date.now() > deadline) throw new Error(`${child.label} was not ready in ${limit} ms:\n${tail(child)}`);
    await pause(50);
  }
}

export const saysReady = (child) => () => /\bready\b/i.test(readFileSync(child.output, "utf8"));

/** True once something answers HTTP at this address. */
export const answers =
  (port, path = "/") =>
  () =>
    fetch(`http://127.0.0.1:${port}${path}`).then(
      (response) => response.arrayBuffer().then(() => true),
      () => false,
    );

/** Ends a program and everything in its process group; kills what stays. */
export async function end(child, limit = 5000) {
  if (child.pid === undefined) return;
  const running = () => child.exitCode === null && child.signalCode === null;
  if (running()) child.kill("SIGTERM");
  for (const deadline = Date.now() + limit; running() && Date.now() < deadline; ) await pause(20);
  for (const deadline = Date.now() + 1000; signalGroup(child, "SIGKILL") && Date.now() < deadline; ) await pause(20);
  alive.delete(child);
}

/** True once a TCP connection to this port is taken. */
export const listens = (port) => () =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
