import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitFor } from "../../src/testing/wait-for.ts";
import { fromDebian } from "../debian.fixture.ts";
import { freePort } from "../free-port.fixture.ts";

export interface RedisServer {
  readonly url: string;
  /** As a power cut would: SIGKILL. */
  kill(): Promise<void>;
  /** On the same port and files. */
  start(): Promise<void>;
  remove(): Promise<void>;
}

/** Debian's Redis on a free port, which answers once a write is on disk. */
export async function redisServer(...more: readonly string[]): Promise<RedisServer> {
  const program = fromDebian("redis-server");
  const folder = mkdtempSync(join(tmpdir(), "hookinbox-redis-"));
  const port = await freePort();
  const durable = ["--save", "", "--appendonly", "yes", "--appendfsync", "always"];
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, ...durable, ...more];
  let child: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    const ended = new Promise((resolve) => child?.once("exit", resolve));
    if (child?.exitCode === null && child.kill("SIGKILL")) await ended;
  };
  const start = async (): Promise<void> => {
    child = spawn(program, args, { stdio: "ignore" });
    await waitFor(() => listens(port), { timeout: "15s" });
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    start,
    async remove() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const end = (there: boolean) => {
      socket.destroy();
      resolve(there);
    };
    socket.once("connect", () => end(true)).once("error", () => end(false));
  });
}
