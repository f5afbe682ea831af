// An inbox inside an h3 app, as Nuxt and Nitro have one. Run: node examples/h3/app.mjs
import { createServer } from "node:http";
import { H3, toNodeHandler } from "h3";
import { createInbox } from "hookinbox";
import { curlFor } from "../curl.mjs";

const secret = process.env.GITHUB_WEBHOOK_SECRET ?? "example-only-secret";
const port = Number(process.env.PORT ?? 3000);

const inbox = createInbox({ store: "sqlite:./hookinbox.db", sources: { github: { provider: "github", secret } } });
inbox.on("github", "*", (event) => console.log(`handled ${event.id}: ${event.type}`));
await inbox.start();

const app = new H3();
// No adapter: h3 hands over a web-standard Request. Nothing may have read its body.
app.all("/webhooks/:source", ({ req, context }) => inbox.fetch(req, { source: context.params?.source }));
app.get("/", () => "the rest of the app");
const server = createServer(toNodeHandler(app)).listen(port, () =>
  console.log(curlFor(port, "/webhooks/github", secret)),
);

process.once("SIGINT", stop).once("SIGTERM", stop);
function stop() {
  server.close(() => inbox.stop());
  server.closeIdleConnections();
}
