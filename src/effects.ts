import type { Work } from "./destinations/destination.ts";
import { HookinboxError } from "./errors.ts";
import type { Commit, Lease, LeaseRef, QueueStore } from "./stores/store.ts";

/** Bytes of a step's result that are kept: it is a receipt, not a document. */
const RESULT_LIMIT = 256 * 1024;
const NAME_LIMIT = 200;

/** What a commit has to know of the attempt beside its lease. */
type AttemptOf = Omit<Commit, keyof LeaseRef>;

/** What one attempt does to the world, beside returning: `ctx.commit` and `ctx.once`. */
export class Effects implements Work {
  /** Whether the delivery has been settled by `commit`. */
  committed = false;
  #committing = false;
  #steps: Map<string, Promise<unknown>> | undefined;
  readonly #queue: QueueStore;
  readonly #lease: Lease;
  readonly #attempt: AttemptOf;

  constructor(queue: QueueStore, lease: Lease, attempt: AttemptOf) {
    this.#queue = queue;
    this.#lease = lease;
    this.#attempt = attempt;
  }

  async commit<Result, Tx>(work: (tx: Tx) => Result): Promise<Awaited<Result>> {
    if (this.#committing || this.committed) throw new HookinboxError("COMMIT_TWICE");
    this.#committing = true;
    const { delivery, token, inLane } = this.#lease;
    try {
      const of = { delivery, token, inLane, ...this.#attempt };
      const result = await this.#queue.commit(of, (tx) => work(tx as Tx));
      this.committed = true;
      return result as Awaited<Result>;
    } finally {
      this.#committing = false;
    }
  }

  once<Result>(name: string, step: (key: string) => Result): Promise<Awaited<Result>> {
    this.#steps ??= new Map();
    let result = this.#steps.get(name);
    if (!result) {
      result = this.#step(name, step);
      this.#steps.set(name, result);
      // One that failed may be called again, in this attempt as in the next.
      result.catch(() => this.#steps?.delete(name));
    }
    return result as Promise<Awaited<Result>>;
  }

  async #step(name: string, step: (key: string) => unknown): Promise<unknown> {
    checkName(name);
    const before = await this.#queue.recall(this.#lease, name);
    if (!before.held) throw leaseLost(this.#lease);
    if (before.result !== undefined) return fromText(before.result);
    const text = toText(name, await step(`${this.#lease.delivery}:${name}`));
    if (!(await this.#queue.keep(this.#lease, name, text))) throw leaseLost(this.#lease);
    return fromText(text);
  }
}

export const leaseLost = ({ delivery }: { readonly delivery: string }): HookinboxError =>
  new HookinboxError("LEASE_LOST", `${delivery} is held by another worker by now, or is settled: nothing was written`);

function checkName(name: unknown): void {
  if (typeof name === "string" && name !== "" && name.length <= NAME_LIMIT && !name.includes("\0")) return;
  throw new HookinboxError("ONCE_INVALID", `the name of a step is a string of 1 to ${NAME_LIMIT} characters`);
}

/** As JSON; empty for `undefined`, which a step that returns nothing has. */
function toText(name: string, value: unknown): string {
  if (value === undefined) return "";
  const refuse = (why: string, cause?: unknown) =>
    new HookinboxError("ONCE_INVALID", `the result of ctx.once(${JSON.stringify(name)}) ${why}`, { cause });
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw refuse("cannot be written as JSON", cause);
  }
  if (text === undefined) throw refuse("cannot be written as JSON");
  const size = Buffer.byteLength(text);
  if (size > RESULT_LIMIT) throw refuse(`has ${size} bytes as JSON; ${RESULT_LIMIT} are kept`);
  return text;
}

const fromText = (text: string): unknown => (text === "" ? undefined : JSON.parse(text));
