// What a hand-written durable endpoint comes to: verify, one row, one flushed commit for each request, on the main thread.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { DatabaseSync } from "@photostructure/sqlite";

const db = new DatabaseSync(process.env.DB);
db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
db.exec("CREATE TABLE events (key TEXT PRIMARY KEY, type TEXT, headers TEXT, body BLOB, received_at INTEGER)");
const insert = db.prepare("INSERT INTO events VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
const secret = process.env.SECRET;

function verified(body, header) {
  const expected = Buffer.from(`sha256=${createHmac("sha256", secret).update(body).digest("hex")}`);
  const given = Buffer.from(header ?? "");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    if (!verified(body, request.headers["x-hub-signature-256"])) return response.writeHead(401).end();
    const type = `${request.headers["x-github-event"]}.${JSON.parse(body.toString()).action}`;
    insert.run(request.headers["x-github-delivery"], type, JSON.stringify(request.rawHeaders), body, Date.now());
    response.writeHead(202).end();
  });
});
// A statement of @photostructure/sqlite 1.2.1 does not keep its database alive: collected, it takes the process with it.
process.on("exit", () => db.close());
server.listen(Number(process.env.PORT), "127.0.0.1", () => console.log("ready"));
