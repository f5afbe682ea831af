// An inbox inside an app of plain node:http. Run: node examples/node-http/app.mjs
import { createServer } from "node:http";
import { createInbox } from "hookinbox";
import { toNode } from "hookinbox/node";
import { curlFor } from "../curl.mjs";

const secret = process.env.GITHUB_WEBHOOK_SECRET ?? "example-only-secret";
const port = Number(process.env.PORT ?? 3000);

const inbox = createInbox({ store: "sqlite:./hookinbox.db", sources: { github: { provider: "github", secret } } });

inbox.on("github", "issues.opened", async (event, ctx) => {
  console.log(`handled ${event.id}: ${event.payload.issue.title}, attempt ${ctx.attempt}`);
});

await inbox.start();
const server = createServer(toNode(inbox)).listen(port, () => console.log(curlFor(port, "/in/github", secret)));

process.once("SIGINT", stop).once("SIGTERM", stop);
function stop() {
  server.close(() => inbox.stop()).closeIdleConnections();
}
