// An inbox inside a Koa app. Run: node examples/koa/app.mjs
import Router from "@koa/router";
import { createInbox } from "hookinbox";
import { toKoa } from "hookinbox/koa";
import Koa from "koa";
import { curlFor } from "../curl.mjs";

const secret = process.env.GITHUB_WEBHOOK_SECRET ?? "example-only-secret";
const port = Number(process.env.PORT ?? 3000);

const inbox = createInbox({ store: "sqlite:./hookinbox.db", sources: { github: { provider: "github", secret } } });
inbox.on("github", "*", (event) => console.log(`handled ${event.id}: ${event.type}`));
await inbox.start();

const router = new Router();
router.all("/webhooks/:source", toKoa(inbox));
router.get("/", (context) => {
  context.body = "the rest of the app";
});

const app = new Koa();
app.use(router.routes()); // bodyParser(), if there is one, comes after
const server = app.listen(port, () => console.log(curlFor(port, "/webhooks/github", secret)));

process.once("SIGINT", stop).once("SIGTERM", stop);
function stop() {
  server.close(() => inbox.stop());
  server.closeIdleConnections();
}
