import type { LeaseRef } from "../store.ts";
import { type PgConnection, type Runner, SOON } from "./database.ts";
import { isAnswer } from "./failure.ts";
import { renewLeases } from "./leases.ts";

/** A lease that is to be kept alive. */
export interface Hold extends LeaseRef {
  /** ms */
  readonly lease: number;
  /** Until when, by this machine's clock. */
  readonly holdUntil: number;
  /** From this machine's clock to the injected one, in ms; `null`: the database's clock counts. */
  readonly shift: number | null;
}

/** A connection of the companion's own. */
export interface Line extends PgConnection {
  on(event: "notification" | "error" | "end", listener: () => void): unknown;
  end(): Promise<void> | void;
}

/** Who is told by a companion. */
export interface Hears {
  onWork(): void;
  /** Once when leases are about to run out as none can be renewed, with the cause; and once when that is over. */
  onRenewing(renewing: boolean, cause?: unknown): void;
}

export interface Companion {
  hold(leases: readonly Hold[]): void;
  drop(refs: readonly LeaseRef[]): void;
  /** From now on `onWork` hears of nudges; also of each new connection, as one may have been missed. */
  listen(): void;
  close(): Promise<void>;
}

/** How often leases are looked at; each is renewed when a third of it has passed. */
const HEARTBEAT = 200;
/** Pause before another try to connect, in ms. */
const RECONNECT = 500;

interface Kept extends Hold {
  until: number;
}

/**
 * What goes on beside the calls, on one connection: renews leases, hears nudges. Runs in a thread of its own, so that a
 * handler that blocks the main loop loses no lease.
 */
export function createCompanion(options: Hears & { connect(): Promise<Line>; readonly schema: string }): Companion {
  const { schema, onWork, onRenewing } = options;
  const held = new Map<string, Kept>();
  let line: Line | undefined;
  let listening = false;
  let closed = false;
  let beating = false;
  /** Whether it was told that leases are not renewed. */
  let failing = false;
  /** What went wrong last. */
  let wrong: unknown;
  let connecting: Promise<void> | undefined;

  const runner: Runner = {
    run: async (text, values = [], timeout = SOON) => {
      if (!line) throw new Error("not connected");
      return (await line.query({ text, values: [...values], query_timeout: timeout })).rows;
    },
  };

  /** Nobody waits for its end: to a host that has vanished that takes as long as TCP has patience. */
  function lost(which: Line): void {
    if (line !== which) return;
    line = undefined;
    void (async () => which.end())().catch(() => {});
    if (listening) connectSoon();
  }

  function connectSoon(): void {
    if (!closed) setTimeout(() => void ready(), RECONNECT).unref();
  }

  /** Connected, or it will be tried again. */
  function ready(): Promise<void> {
    if (line || closed) return Promise.resolve();
    connecting ??= connect().finally(() => (connecting = undefined));
    return connecting;
  }

  async function connect(): Promise<void> {
    let found: Line | undefined;
    try {
      found = await open();
      if (closed) return void (await found.end());
      line = found;
      if (listening) await hear();
    } catch (error) {
      wrong = error;
      if (found) lost(found);
      else if (listening) connectSoon();
    }
  }

  async function open(): Promise<Line> {
    const found = await options.connect();
    found.on("error", () => lost(found));
    found.on("end", () => lost(found));
    found.on("notification", onWork);
    return found;
  }

  async function hear(): Promise<void> {
    await runner.run(`LISTEN ${schema}_work`);
    onWork();
  }

  const keyOf = (ref: LeaseRef) => `${ref.delivery} ${ref.token}`;

  function due(now: number): Kept[] {
    for (const [key, lease] of held) if (lease.holdUntil <= now) held.delete(key);
    return [...held.values()].filter((lease) => lease.until - now < (lease.lease * 2) / 3);
  }

  async function renew(leases: readonly Kept[], lease: number, now: number): Promise<void> {
    const shift = leases[0]?.shift ?? null;
    const renewed = await renewLeases(runner, schema, leases, lease, shift === null ? null : now + shift);
    for (const [i, kept] of leases.entries())
      if (renewed[i]) kept.until = now + lease;
      else held.delete(keyOf(kept));
  }

  /** A connection that is cut now and then is no matter: a lease of which two thirds have passed is. */
  function tell(leases: readonly Kept[]): void {
    const now = Date.now();
    if (failing || closed || !leases.some((lease) => lease.until - now < lease.lease / 3)) return;
    failing = true;
    onRenewing(false, wrong);
  }

  async function beat(): Promise<void> {
    const now = Date.now();
    const leases = due(now);
    if (leases.length === 0 || beating) return;
    beating = true;
    let on: Line | undefined;
    try {
      await ready();
      on = line;
      if (!on) return tell(leases);
      for (const ms of new Set(leases.map((one) => one.lease)))
        await renew(
          leases.filter((one) => one.lease === ms),
          ms,
          now,
        );
      if (failing) onRenewing(true);
      failing = false;
    } catch (error) {
      wrong = error;
      tell(leases);
      // The next beat tries again; on a new connection where the server did not answer.
      if (on && !isAnswer(error)) lost(on);
    } finally {
      beating = false;
    }
  }

  const heart = setInterval(() => void beat(), HEARTBEAT);
  heart.unref();

  return {
    hold: (leases) => {
      const now = Date.now();
      for (const lease of leases) held.set(keyOf(lease), { ...lease, until: now + lease.lease });
    },
    drop: (refs) => {
      for (const ref of refs) held.delete(keyOf(ref));
    },
    listen: () => {
      if (listening) return;
      listening = true;
      void ready().then(() => {
        const on = line;
        if (on) hear().catch(() => lost(on));
      });
    },
    close: async () => {
      closed = true;
      clearInterval(heart);
      held.clear();
      await connecting;
      await Promise.resolve(line?.end()).catch(() => {});
    },
  };
}
