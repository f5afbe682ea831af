import { type ChildProcess, spawn } from "node:child_process";
import { CLI, plainEnv } from "./run.fixture.ts";

/** A command that runs until it is told to stop, and what it has said so far. */
export interface LongRun {
  readonly child: ChildProcess;
  /** stdout and stderr as they came. */
  readonly said: () => string;
  /** Resolves with the match once the command has said it; rejects when it has ended before. */
  readonly saying: (pattern: RegExp, from?: number) => Promise<RegExpExecArray>;
  readonly ended: Promise<number | null>;
  readonly kill: (signal?: NodeJS.Signals) => void;
}

export function startHookinbox(folder: string, args: readonly string[], env: Record<string, string> = {}): LongRun {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: folder,
    env: { ...plainEnv(), ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let text = "";
  let over = false;
  const waiting = new Set<() => void>();
  const check = () => {
    for (const one of waiting) one();
  };
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      check();
    });
  const ended = new Promise<number | null>((resolve) =>
    child.once("close", (code) => {
      over = true;
      check();
      resolve(code);
    }),
  );
  const saying = (pattern: RegExp, from = 0): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(text.slice(from));
        if (!found && !over) return;
        waiting.delete(look);
        if (found) resolve(found);
        else reject(new Error(`it ended without saying ${pattern}:\n${text}`));
      };
      waiting.add(look);
      look();
    });
  return { child, said: () => text, saying, ended, kill: (signal = "SIGTERM") => void child.kill(signal) };
}
