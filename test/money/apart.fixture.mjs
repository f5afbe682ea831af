// The rule of ctx.commit broken on purpose: the same writes in a transaction of their own.
import pg from "pg";
import { openBeside } from "../../dist/stores/sqlite/driver.js";

export async function openApart(url) {
  return url.startsWith("postgres") ? postgres(url) : sqlite(url.slice("sqlite:".length));
}

function sqlite(path) {
  const db = openBeside(path);
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
