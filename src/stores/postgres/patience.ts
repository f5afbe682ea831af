import type { PgClient, PgPool } from "./database.ts";

/**
 * An app's pool, asked for a connection no longer than `ms`: one that is used up by the app, and has no time limit of its
 * own, would keep a sender waiting for ever. The words are those of `pg`'s own limit.
 */
export function withPatience(pool: PgPool, ms: number): PgPool {
  function connect(): Promise<PgClient> {
    const asked = pool.connect();
    return new Promise((resolve, reject) => {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        reject(new Error("timeout exceeded when trying to connect: every connection of the pool is taken"));
      }, ms);
      asked.then(
        (client) => {
          clearTimeout(timer);
          if (late) client.release();
          else resolve(client);
        },
        (error) => {
          clearTimeout(timer);
          reject(error);
        },
      );
    });
  }

  return {
    options: pool.options,
    connect,
    async query(query) {
      const client = await connect();
      // A lent connection that is cut tells its listeners; without one the process would end.
      const cut = () => {};
      client.on?.("error", cut);
      let failed: Error | undefined;
      try {
        return await client.query(query);
      } catch (error) {
        failed = error instanceof Error ? error : new Error(String(error));
        throw error;
      } finally {
        client.removeListener?.("error", cut);
        client.release(failed);
      }
    },
  };
}
