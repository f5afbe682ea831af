import { Worker } from "node:worker_threads";
import type { Notice } from "../../observe.ts";
import { type Companion, createCompanion, type Hears, type Line } from "./companion.ts";
import type { Order, Word } from "./companion-thread.ts";
import type { PgPool } from "./database.ts";

/** What of a pool's options says how to connect. */
const CONNECTION = [
  "connectionString",
  "host",
  "port",
  "user",
  "password",
  "database",
  "options",
  "stream",
  "connectionTimeoutMillis",
] as const;

/**
 * The options as they can go to a thread; `undefined` where they hold a function (a password that is fetched, a socket that
 * is made), which cannot.
 */
export function connectionOf(pool: PgPool): object | undefined {
  // By name: the pool hides the password, and the key of its certificate, from whoever lists its options.
  const options = (pool.options ?? {}) as Record<string, unknown>;
  const named = Object.fromEntries(CONNECTION.map((name) => [name, options[name]]));
  const { ssl } = options;
  const connection = { ...named, ssl: isObject(ssl) ? { ...ssl, key: ssl.key } : ssl };
  try {
    return pool.options && structuredClone(connection);
  } catch {
    return undefined;
  }
}

/** As an operator is told it. */
export const renewingNotice = (renewing: boolean, cause: unknown): Notice =>
  renewing
    ? { level: "info", code: "RENEW_WELL", message: "leases are renewed again" }
    : {
        level: "error",
        code: "RENEW_FAILED",
        message: "leases cannot be renewed: what takes longer than work.lease may run again beside itself",
        cause,
      };

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** The companion in a thread of its own; where the pool's options cannot go there, in this one, on the pool's connection. */
export function startCompanion(pool: PgPool, schema: string, hears: Hears): Companion {
  const connection = connectionOf(pool);
  return connection
    ? inThread(connection, schema, hears)
    : createCompanion({ schema, ...hears, connect: () => borrow(pool) });
}

function inThread(connection: object, schema: string, { onWork, onRenewing }: Hears): Companion {
  const thread = new Worker(new URL("./companion-thread.js", import.meta.url), {
    workerData: { connection, schema },
    execArgv: [],
  });
  const ended = new Promise<void>((resolve) => thread.once("exit", () => resolve()));
  // Without it leases are not renewed, and come back by themselves when they have run out: slower, and safe.
  thread.on("error", (cause) => onRenewing(false, cause));
  thread.on("message", (word: Word) => (word === "work" ? onWork() : onRenewing(word.renewing, word.cause)));
  thread.unref();
  const tell = (order: Order) => thread.postMessage(order);
  return {
    hold: (hold) => tell({ hold }),
    drop: (drop) => tell({ drop }),
    listen: () => tell({ listen: true }),
    close: () => {
      thread.ref();
      tell({ close: true });
      return ended;
    },
  };
}

async function borrow(pool: PgPool): Promise<Line> {
  const connection = await pool.connect();
  return {
    query: (query) => connection.query(query),
    on: (event, listener) => connection.on?.(event, listener),
    end: () => connection.release(true),
  };
}
