// An inbox inside a Fastify app. Run: node examples/fastify/app.mjs
import Fastify from "fastify";
import { createInbox } from "hookinbox";
import { toFastify } from "hookinbox/fastify";
import { curlFor } from "../curl.mjs";

const secret = process.env.GITHUB_WEBHOOK_SECRET ?? "example-only-secret";
const port = Number(process.env.PORT ?? 3000);

const inbox = createInbox({ store: "sqlite:./hookinbox.db", sources: { github: { provider: "github", secret } } });
inbox.on("github", "*", (event) => console.log(`handled ${event.id}: ${event.type}`));
await inbox.start();

const app = Fastify({ forceCloseConnections: "idle" });
// A plugin, so that its content type parser is its own: the other routes keep theirs.
app.register(toFastify(inbox), { prefix: "/webhooks" });
app.get("/", async () => "the rest of the app");
app.addHook("onClose", () => inbox.stop());

await app.listen({ port });
console.log(curlFor(port, "/webhooks/github", secret));

process.once("SIGINT", stop).once("SIGTERM", stop);
function stop() {
  app.close();
}
