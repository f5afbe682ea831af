// An app in Python behind an inbox. Run: node examples/flask-app/start.mjs (needs Flask: apt install python3-flask)
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { createInbox } from "hookinbox";
import { toNode } from "hookinbox/node";
import { curlFor } from "../curl.mjs";

const secret = process.env.GITHUB_WEBHOOK_SECRET ?? "example-only-secret";
const appSecret = "whsec_ZXhhbXBsZSBvbmx5LCBub3QgYSBzZWNyZXQ=";
const port = Number(process.env.PORT ?? 3000);
const appPort = process.env.APP_PORT ?? String(port + 1);

const inbox = createInbox({
  store: "sqlite:./hookinbox.db",
  sources: { github: { provider: "github", secret } },
  destinations: {
    // allowPrivate: the app is on this machine. retry: it may not listen yet.
    app: { url: `http://127.0.0.1:${appPort}/hooks`, secret: appSecret, allowPrivate: true, retry: ["1s", "5s", "1m"] },
  },
  routes: [{ from: "github", types: "issues.*", to: "app" }],
  log: { level: "warn" },
});

const app = spawn("python3", [fileURLToPath(new URL("app.py", import.meta.url))], {
  env: { ...process.env, APP_SECRET: appSecret, APP_PORT: appPort },
  stdio: ["ignore", "inherit", "inherit"],
});
await inbox.start();
const server = createServer(toNode(inbox)).listen(port, () => console.log(curlFor(port, "/in/github", secret)));

process.once("SIGINT", stop).once("SIGTERM", stop);
async function stop() {
  server.close().closeIdleConnections();
  await inbox.stop();
  if (app.exitCode === null && app.kill()) await once(app, "exit");
}
