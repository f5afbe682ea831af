import { randomUUID } from "node:crypto";
import { leaseLost } from "../../effects.ts";
import { HookinboxError } from "../../errors.ts";
import { parseDeliveryId } from "../../ids.ts";
import type { Commit } from "../store.ts";
import { type Database, type PgClient, type Runner, SOON } from "./database.ts";
import { guard } from "./guard.ts";
import { createRoom } from "./room.ts";
import type { createSettle } from "./settle.ts";
import { toUuid } from "./text.ts";

/** A transaction in which a statement failed takes no other. */
const ABORTED = "25P02";

/** Carries what a handler's function threw past what watches over the store: it is no fault of the store's. */
class Thrown {
  readonly error: unknown;
  constructor(error: unknown) {
    this.error = error;
  }
}

/** By how much the server is more patient than the attempt, in ms: which of the two ends a transaction is no matter of chance. */
const LEEWAY = 1000;

const abandoned = ({ delivery, signal: { reason } }: Commit): HookinboxError =>
  new HookinboxError("LEASE_LOST", `${delivery}: its attempt was over before ctx.commit, and nothing was written`, {
    cause: reason,
  });

/** The attempt was over while the function still ran. No answer of the server's: the connection is not used again. */
class Abandoned extends Error {}

/** What a function of an attempt comes to, unless that is over before. */
async function unlessOver<T>(signal: AbortSignal, work: () => T): Promise<Awaited<T>> {
  let over = () => {};
  const ended = new Promise<never>((_, reject) => {
    over = () => reject(new Abandoned("the attempt is over"));
    if (signal.aborted) over();
    else signal.addEventListener("abort", over);
  });
  try {
    return await Promise.race([work(), ended]);
  } finally {
    signal.removeEventListener("abort", over);
  }
}

/**
 * `ctx.commit`: a handler's writes and its delivery's end in one transaction, on a connection of the pool.
 *
 * The lease is looked at first, without a lock, so that one which is lost already costs no work; and settled last, by the
 * statement that fences. Between the two no row of the queue is locked, however long the function takes: leases are
 * renewed in batches, and one locked row would hold up a whole batch. An attempt that is over takes its transaction with it.
 */
export function createCommit(db: Database, settle: ReturnType<typeof createSettle>, connections: number) {
  const s = db.schema;
  // Half of the pool is for accepts and claims, whatever handlers do.
  const room = createRoom(Math.max(1, Math.floor(connections / 2)));

  /** Marks the transaction, so that it is known again; the mark is gone with it. */
  async function begin({ run }: Runner, { delivery, token }: Commit, mark: string): Promise<void> {
    const at = parseDeliveryId(delivery);
    if (!at) throw leaseLost({ delivery });
    const [held] = await run(
      `SELECT set_config('hookinbox.commit', $4, true) FROM ${s}.deliveries
       WHERE event = $1 AND n = $2 AND token = $3 AND state = 'running'`,
      [toUuid(at.event), at.n, token, mark],
      SOON,
    );
    if (!held) throw leaseLost({ delivery });
  }

  async function end(runner: Runner, { startedAt, clock, ...ref }: Commit, mark: string): Promise<void> {
    const [found] = await runner
      .run("SELECT current_setting('hookinbox.commit', true) = $1 AS same", [mark], SOON)
      .catch((cause) => {
        throw (cause as { code?: string }).code === ABORTED
          ? new HookinboxError("COMMIT_FAILED", undefined, { cause })
          : cause;
      });
    if (found?.same !== true)
      throw new HookinboxError("COMMIT_ENDED", "the function of ctx.commit ended the transaction itself");
    const [written] = await settle(runner, [{ ...ref, startedAt, endedAt: clock(), outcome: "done" }]);
    if (!written) throw leaseLost(ref);
  }

  async function work<T>(
    of: Commit,
    given: (tx: unknown) => T,
    runner: Runner,
    connection: PgClient,
  ): Promise<Awaited<T>> {
    const mark = randomUUID();
    await begin(runner, of, mark);
    const guarded = guard(connection);
    let result: Awaited<T>;
    try {
      result = await unlessOver(of.signal, () => given(guarded.client));
    } catch (error) {
      if (error instanceof Abandoned) throw error;
      throw new HookinboxError("INTERNAL", undefined, { cause: new Thrown(error) });
    } finally {
      guarded.close();
    }
    await end(runner, of, mark);
    return result;
  }

  return async <T>(of: Commit, given: (tx: unknown) => T): Promise<Awaited<T>> => {
    const leave = await room.enter();
    try {
      if (of.signal.aborted) throw abandoned(of);
      return await db.lend((runner, connection) => work(of, given, runner, connection), of.timeout + LEEWAY);
    } catch (error) {
      if (error instanceof Abandoned) throw abandoned(of);
      const cause = error instanceof HookinboxError ? error.cause : undefined;
      throw cause instanceof Thrown ? cause.error : error;
    } finally {
      leave();
    }
  };
}
