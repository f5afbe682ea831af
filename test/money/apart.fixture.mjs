// The rule of ctx.commit broken on purpose: the same writes in a transaction of their own.
import { DatabaseSync } from "@photostructure/sqlite";
import pg from "pg";

export async function openApart(url) {
  return url.startsWith("postgres") ? postgres(url) : sqlite(url.slice("sqlite:".length));
}

function sqlite(path) {
  const db = new DatabaseSync(path);
  db.exec("PRAGMA busy_timeout = 5000");
  return (work) => {
    db.exec("BEGIN IMMEDIATE");
    const result = work(db);
    db.exec("COMMIT");
    return result;
  };
}

function postgres(url) {
  const pool = new pg.Pool({ connectionString: url });
  return async (work) => {
    const client = await pool.connect();
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    client.release();
    return result;
  };
}
