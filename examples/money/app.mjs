// Money moved between accounts, exactly once, on SQLite or on Postgres.
// Run: node examples/money/app.mjs (or with STORE=postgres://user:password@host/database)
import { createServer } from "node:http";
import { createInbox } from "hookinbox";
import { toNode } from "hookinbox/node";
import { curlFor } from "../curl.mjs";
import { transferOnPostgres, transferOnSqlite } from "./transfer.mjs";

const secret = process.env.BANK_WEBHOOK_SECRET ?? "example-only-secret";
const store = process.env.STORE ?? "sqlite:./hookinbox.db";
const port = Number(process.env.PORT ?? 3000);
const transfer = store.startsWith("postgres") ? transferOnPostgres : transferOnSqlite;

const inbox = createInbox({ store, sources: { bank: { provider: "github", secret } } });

inbox.on("bank", "transfer", async (event, ctx) => {
  const balances = await transfer(event, ctx);
  console.log(`handled ${event.id}: ${balances.map(({ id, balance }) => `${id} has ${balance}`).join(", ")}`);
});

await inbox.start();
const payload = { from: "alice", to: "bob", amount: 10 };
const curl = curlFor(port, "/in/bank", secret, { event: "transfer", payload });
const server = createServer(toNode(inbox)).listen(port, () => console.log(curl));

process.once("SIGINT", stop).once("SIGTERM", stop);
function stop() {
  server.close(() => inbox.stop()).closeIdleConnections();
}
