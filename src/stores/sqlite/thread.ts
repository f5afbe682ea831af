import { Worker } from "node:worker_threads";
import { ERRORS, type ErrorCode, HookinboxError, isHookinboxError } from "../../errors.ts";

/** A call to a store's thread, and its answer. */
export interface Call {
  readonly id: number;
  readonly op: string;
  readonly input: unknown;
}
/** What the thread does by itself. An answer to it that is no failure says that a write has gone through. */
export const OWN: Call = { id: 0, op: "", input: undefined };
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: Failure };

/** An error as it crosses between threads. */
export interface Failure {
  readonly code: string | undefined;
  readonly message: string;
  readonly fatal?: boolean;
}

export function toFailure(error: unknown): Failure {
  if (isHookinboxError(error)) return { code: error.code, message: error.message };
  return { code: undefined, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

export function toError({ code, message }: Failure): Error {
  return code !== undefined && code in ERRORS ? new HookinboxError(code as ErrorCode, message) : new Error(message);
}

export interface Thread {
  /** Resolves when the thread has opened its connection, rejects with the reason why it could not. */
  opened: Promise<void>;
  call<T>(op: string, input: unknown, move?: ArrayBuffer[]): Promise<T>;
  /** Ends the thread after what it has been given. */
  close(): Promise<void>;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * Starts a thread that answers calls. `heard` is told of each answer's failure, and of each trouble that has passed
 * (`undefined`), so that the owner knows how the store is.
 */
export function startThread(
  entry: URL,
  workerData: { readonly path: string; readonly search?: boolean; readonly later?: boolean },
  heard: (failure: Failure | undefined) => void,
): Thread {
  const worker = new Worker(entry, { workerData, execArgv: [] });
  const waiting = new Map<number, Waiting>();
  let last = 0;
  let opening: Waiting | undefined;
  let ended: Error | undefined;

  const opened = new Promise<void>((resolve, reject) => {
    opening = { resolve: () => resolve(), reject };
  });

  function take(answer: Answer): void {
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    const failure = "failure" in answer ? answer.failure : undefined;
    if (failure || answer.id === OWN.id) heard(failure);
    if (failure) call?.reject(toError(failure));
    else call?.resolve((answer as { value: unknown }).value);
  }

  function end(error: Error): void {
    ended = error;
    opening?.reject(error);
    for (const call of waiting.values()) call.reject(error);
    waiting.clear();
  }

  worker.on("message", (message: Answer[] | { opened: Failure | null }) => {
    if (Array.isArray(message)) for (const answer of message) take(answer);
    else if (message.opened) opening?.reject(toError(message.opened));
    else opening?.resolve(undefined);
  });
  worker.on("error", (error) => {
    heard({ code: "STORE_BROKEN", message: `the store's thread failed: ${String(error)}`, fatal: true });
    end(error instanceof Error ? error : new Error(String(error)));
  });
  worker.on("exit", () => end(new HookinboxError("STOPPING", "the store is closed")));

  const call = <T>(op: string, input: unknown, move: ArrayBuffer[] = []): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (ended) return reject(ended);
      last += 1;
      waiting.set(last, { resolve: resolve as (value: unknown) => void, reject });
      worker.postMessage({ id: last, op, input } satisfies Call, move);
    });

  return {
    opened,
    call,
    close: async () => {
      if (ended) return;
      const exited = new Promise((resolve) => worker.once("exit", resolve));
      await call("close", undefined).catch(() => worker.terminate());
      await exited;
    },
  };
}
