// An inbox inside an Express app. Run: node examples/express/app.mjs
import express from "express";
import { createInbox } from "hookinbox";
import { toExpress } from "hookinbox/express";
import { curlFor } from "../curl.mjs";

const secret = process.env.GITHUB_WEBHOOK_SECRET ?? "example-only-secret";
const port = Number(process.env.PORT ?? 3000);

const inbox = createInbox({ store: "sqlite:./hookinbox.db", sources: { github: { provider: "github", secret } } });
inbox.on("github", "*", (event) => console.log(`handled ${event.id}: ${event.type}`));
await inbox.start();

const app = express();
// Before any body parser: the signature is over the bytes as they were sent.
app.all("/webhooks/:source", toExpress(inbox));
app.use(express.json());
app.get("/", (_, response) => response.send("the rest of the app"));

const server = app.listen(port, () => console.log(curlFor(port, "/webhooks/github", secret)));

process.once("SIGINT", stop).once("SIGTERM", stop);
function stop() {
  server.close(() => inbox.stop());
  server.closeIdleConnections();
}
