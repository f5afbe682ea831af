/** The accounts and what was moved between them: the same SQL for both stores. */
const TABLES = [
  "CREATE TABLE IF NOT EXISTS accounts (id TEXT PRIMARY KEY, balance INTEGER NOT NULL CHECK (balance >= 0))",
  "CREATE TABLE IF NOT EXISTS transfers (event TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL, amount INTEGER NOT NULL)",
  "INSERT INTO accounts VALUES ('alice', 1000), ('bob', 1000) ON CONFLICT DO NOTHING",
];
const DEBIT = "UPDATE accounts SET balance = balance - $1 WHERE id = $2";
const CREDIT = "UPDATE accounts SET balance = balance + $1 WHERE id = $2";
const NOTE = "INSERT INTO transfers VALUES ($1, $2, $3, $4)";

/** SQLite numbers its parameters with a question mark. */
const sqlite = (text) => text.replaceAll("$", "?");

/** On SQLite: synchronous, by the connection that `ctx.commit` hands over. */
export function transferOnSqlite(event, ctx) {
  const { from, to, amount } = event.payload;
  return ctx.commit((db) => {
    for (const statement of TABLES) db.exec(statement);
    db.prepare(sqlite(DEBIT)).run(amount, from);
    db.prepare(sqlite(CREDIT)).run(amount, to);
    db.prepare(sqlite(NOTE)).run(event.id, from, to, amount);
    return db.prepare("SELECT id, balance FROM accounts ORDER BY id").all();
  });
}

/** On Postgres: async, by the transaction's client. */
export function transferOnPostgres(event, ctx) {
  const { from, to, amount } = event.payload;
  return ctx.commit(async (client) => {
    for (const statement of TABLES) await client.query(statement);
    await client.query(DEBIT, [amount, from]);
    await client.query(CREDIT, [amount, to]);
    await client.query(NOTE, [event.id, from, to, amount]);
    return (await client.query("SELECT id, balance FROM accounts ORDER BY id")).rows;
  });
}
