import { HookinboxError } from "../../errors.ts";
import type { PgClient } from "./database.ts";

/** Statements that begin or end a transaction. `ROLLBACK TO` a savepoint does neither. */
const BOUNDARY =
  /^\s*(?:begin|start\s+transaction|commit|end|abort|prepare\s+transaction|rollback(?!(?:\s+(?:work|transaction))?\s+to\b))\b/i;

/**
 * A connection, lent to a function for the time that it runs: it can neither end the transaction nor give the connection
 * away. It stands for a pool as well (`connect`, `release`, `end`), which is what kysely wants to be given.
 */
export function guard(connection: PgClient): { client: PgClient; close(): void } {
  let open = true;

  function query(this: unknown, ...given: unknown[]): unknown {
    const [first] = given;
    const text = typeof first === "string" ? first : String((first as { text?: unknown } | undefined)?.text ?? "");
    if (!open)
      return Promise.reject(new HookinboxError("COMMIT_ENDED", "the client was used after its function had ended"));
    if (BOUNDARY.test(text))
      return Promise.reject(new HookinboxError("COMMIT_ENDED", `${text.trim().slice(0, 40)} was refused`));
    return (connection.query as (...all: unknown[]) => unknown).apply(connection, given);
  }

  const own: Record<string, unknown> = {
    query,
    connect: async () => client,
    release: () => {},
    end: async () => {},
  };
  const client: PgClient = new Proxy(connection, {
    get(target, name) {
      if (typeof name === "string" && Object.hasOwn(own, name)) return own[name];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { client, close: () => void (open = false) };
}
