// An inbox inside a Hono app, on Node. Run: node examples/hono/app.mjs
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { createInbox } from "hookinbox";
import { toHono } from "hookinbox/hono";
import { curlFor } from "../curl.mjs";

const secret = process.env.GITHUB_WEBHOOK_SECRET ?? "example-only-secret";
const port = Number(process.env.PORT ?? 3000);

const inbox = createInbox({ store: "sqlite:./hookinbox.db", sources: { github: { provider: "github", secret } } });
inbox.on("github", "*", (event) => console.log(`handled ${event.id}: ${event.type}`));
await inbox.start();

const app = new Hono();
app.all("/webhooks/:source", toHono(inbox));
app.get("/", (c) => c.text("the rest of the app"));

const server = serve({ fetch: app.fetch, port }, () => console.log(curlFor(port, "/webhooks/github", secret)));

process.once("SIGINT", stop).once("SIGTERM", stop);
function stop() {
  server.close(() => inbox.stop());
  server.closeIdleConnections();
}
