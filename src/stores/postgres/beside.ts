import { Worker } from "node:worker_threads";
import { type Companion, createCompanion, type Line } from "./companion.ts";
import type { Order } from "./companion-thread.ts";
import type { PgPool } from "./database.ts";

/** What of a pool's options says how to connect. */
const CONNECTION = [
  "connectionString",
  "host",
  "port",
  "user",
  "password",
  "database",
  "ssl",
  "options",
  "connectionTimeoutMillis",
] as const;

/**
 * The options as they can go to a thread; `undefined` where they hold a function (a password that is fetched), which
 * cannot.
 */
function connectionOf(pool: PgPool): object | undefined {
  // By name: the pool hides the password from whoever lists its options.
  const options = (pool.options ?? {}) as Record<string, unknown>;
  const connection = Object.fromEntries(CONNECTION.map((name) => [name, options[name]]));
  try {
    return pool.options && structuredClone(connection);
  } catch {
    return undefined;
  }
}

/** The companion in a thread of its own; where the pool's options cannot go there, in this one, on the pool's connection. */
export function startCompanion(pool: PgPool, schema: string, onWork: () => void): Companion {
  const connection = connectionOf(pool);
  return connection
    ? inThread(connection, schema, onWork)
    : createCompanion({ schema, onWork, connect: () => borrow(pool) });
}

function inThread(connection: object, schema: string, onWork: () => void): Companion {
  const thread = new Worker(new URL("./companion-thread.js", import.meta.url), {
    workerData: { connection, schema },
    execArgv: [],
  });
  const ended = new Promise<void>((resolve) => thread.once("exit", () => resolve()));
  // Without it leases are not renewed, and come back by themselves when they have run out: slower, and safe.
  thread.on("error", () => {});
  thread.on("message", onWork);
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
