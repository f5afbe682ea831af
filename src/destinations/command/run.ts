import { type ChildProcess, spawn } from "node:child_process";
import type { CommandTarget } from "../settings.ts";
import { Tail } from "./tail.ts";

/** From SIGTERM to SIGKILL, in ms. */
const GRACE = 2_000;
/** How long output that a child of the program still holds open is waited for, in ms. */
const LINGER = 500;

/** How a program ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It was ended for writing more than it may. */
  readonly overflowed: boolean;
  /** The end of what it wrote on stderr; of stdout where that is empty. */
  readonly tail: string;
}

/**
 * Runs a program with bytes as its standard input, in a process group of its own, and waits for its end. No shell reads anything
 * of it. When the signal fires, the whole group gets SIGTERM, and SIGKILL 2 s later.
 *
 * Rejects where the program cannot be started, and with the signal's reason where that ended it.
 */
export function runProgram(
  { command, cwd, maxOutput }: CommandTarget,
  { env, input, signal }: { env: Readonly<Record<string, string>>; input: Uint8Array; signal: AbortSignal },
): Promise<Exit> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const [program, ...args] = command;
    const child = spawn(program, args, { cwd, env, shell: false, detached: true, stdio: "pipe" });
    const stop = ender(child);
    const [out, err] = [new Tail(), new Tail()];
    let overflowed = false;
    const take = (tail: Tail) => (chunk: Buffer) => {
      tail.add(chunk);
      if (out.size + err.size <= maxOutput || overflowed) return;
      overflowed = true;
      stop();
    };
    child.stdout.on("data", take(out));
    child.stderr.on("data", take(err));
    // It need not read its input.
    child.stdin.on("error", () => {}).end(input);
    signal.addEventListener("abort", stop, { once: true });
    child.once("error", (error) => {
      signal.removeEventListener("abort", stop);
      if (child.pid === undefined) reject(error);
    });
    // What it started and left behind may hold its output open for ever.
    child.once("exit", () =>
      setTimeout(() => [child.stdout, child.stderr].map((one) => one.destroy()), LINGER).unref(),
    );
    child.once("close", (code, ended) => {
      signal.removeEventListener("abort", stop);
      if (signal.aborted) reject(signal.reason);
      else resolve({ code, signal: ended, overflowed, tail: err.text() || out.text() });
    });
  });
}

/** Ends a program and all that it started, once. */
function ender(child: ChildProcess): () => void {
  let asked = false;
  const kill = (signal: NodeJS.Signals): void => {
    try {
      // Below 0: the group. 0 and 1 are never children.
      if (child.pid !== undefined && child.pid > 1) process.kill(-child.pid, signal);
    } catch {
      // Nobody is left in it.
    }
  };
  return () => {
    if (asked) return;
    asked = true;
    kill("SIGTERM");
    // Those that the program leaves behind as well: whatever has not heard SIGTERM.
    setTimeout(() => kill("SIGKILL"), GRACE);
  };
}
