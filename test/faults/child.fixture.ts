import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { EventDetail, Stats, StoreTrouble } from "../../src/stores/store.ts";

export const SECRET = "It's a Secret to Everybody";

const ENTRY = fileURLToPath(new URL("inbox.fixture.mjs", import.meta.url));
/** Longer than any of these may take: a test that hangs should say where. */
const PATIENCE = 20_000;

export interface ChildOptions {
  /** Path of the store's file. */
  readonly file: string;
  readonly port?: number;
  readonly work?: { lease?: number; poll?: number; timeout?: number; concurrency?: number; stopTimeout?: number };
  readonly retry?: readonly number[];
  /** A file that handlers write a line to when they start and end. */
  readonly diary?: string;
  readonly mode?: "sync";
  readonly syncTimeout?: number;
  /** Handlers that run at once. */
  readonly concurrency?: number;
  /** Answers before the event is stored: for the control. */
  readonly early?: boolean;
  /** Says how each attempt ended. */
  readonly tell?: boolean;
  readonly env?: Record<string, string>;
  readonly uid?: number;
}

/** What the child says of itself; one of these a message. */
export interface Said {
  readonly ready?: number;
  readonly fatal?: string;
  readonly uncaught?: string;
  readonly failed?: { name: string; code?: string; message: string; advice?: string };
  readonly attempted?: { delivery: string; outcome: string };
  readonly noticed?: { level: string; code: string; message: string; cause: string };
  readonly answer?: unknown;
}

export interface Child {
  readonly process: ChildProcess;
  readonly url: string;
  readonly port: number;
  readonly said: Said[];
  /** What its error output holds. */
  stderr(): string;
  alive(): boolean;
  kill(): Promise<void>;
  /** A graceful stop; the exit code. */
  stop(): Promise<number | null>;
  exited(): Promise<number | null>;
  ask(what: "health"): Promise<{ ready: boolean; trouble?: StoreTrouble }>;
  ask(what: "stats"): Promise<Stats>;
  ask(what: "event", id?: string): Promise<EventDetail | undefined>;
}

const children = new Set<ChildProcess>();

/** For `afterEach`: no process outlives its test. */
export async function endChildren(): Promise<void> {
  await Promise.all([...children].map(kill));
}

async function kill(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const gone = once(process, "exit");
  process.kill("SIGKILL");
  await gone;
}

/** Starts a process; does not wait for it. */
export function spawnInbox({ file, env, uid, ...told }: ChildOptions) {
  const child = fork(ENTRY, [JSON.stringify({ store: `sqlite:${file}`, secret: SECRET, ...told })], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    execArgv: [],
    env: { ...process.env, NODE_OPTIONS: "", ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  children.add(child);
  const said: Said[] = [];
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => (errors += chunk));
  child.on("message", (message: Said) => void said.push(message));
  child.once("exit", () => children.delete(child));
  // A message to one that has just been killed.
  child.on("error", () => {});
  return { child, said, stderr: () => errors, kill: () => kill(child) };
}

/** Starts a process, and waits until it serves. */
export async function startInbox(options: ChildOptions): Promise<Child> {
  const { child, said, stderr } = spawnInbox(options);
  const hear = <T>(pick: (message: Said) => T | undefined, what: string): Promise<T> =>
    new Promise((resolve, reject) => {
      const give = (how: () => void) => {
        clearTimeout(timer);
        child.off("message", heard).off("exit", gone);
        how();
      };
      const heard = (message: Said) => {
        const found = pick(message);
        if (found !== undefined) give(() => resolve(found));
      };
      const fail = (why: string) =>
        give(() => reject(new Error(`${what}: ${why}; it said ${JSON.stringify(said.slice(-5))} ${stderr()}`)));
      const gone = () => fail("the process is gone");
      const timer = setTimeout(() => fail("no answer"), PATIENCE);
      child.on("message", heard).on("exit", gone);
    });
  const port = await hear(({ ready }) => ready, "start");
  const ask = (what: string, id?: string) => {
    const answer = hear((message) => ("answer" in message ? { value: message.answer } : undefined), what);
    child.send({ ask: what, id });
    return answer.then(({ value }) => value);
  };
  const exited = async () => {
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    return child.exitCode;
  };
  return {
    process: child,
    url: `http://127.0.0.1:${port}`,
    port,
    said,
    stderr,
    alive: () => child.exitCode === null && child.signalCode === null,
    kill: () => kill(child),
    stop: () => {
      child.send({ ask: "stop" });
      return exited();
    },
    exited,
    ask: ask as Child["ask"],
  };
}

/** Starts a process that is expected not to come up; what it said. */
export async function failedStart(options: ChildOptions) {
  const { child, said, stderr } = spawnInbox(options);
  await once(child, "exit");
  return { failed: said.find(({ failed }) => failed)?.failed, said, stderr: stderr(), code: child.exitCode };
}
