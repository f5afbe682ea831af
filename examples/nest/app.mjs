// An inbox inside a Nest app, on Express. Run: node examples/nest/app.mjs
import { Controller, Get, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { createInbox } from "hookinbox";
import { toNest } from "hookinbox/nest";
import { curlFor } from "../curl.mjs";

const secret = process.env.GITHUB_WEBHOOK_SECRET ?? "example-only-secret";
const port = Number(process.env.PORT ?? 3000);

// Plain JavaScript has no decorators, so they are called: in TypeScript they stand above what they decorate.
class Rest {
  get() {
    return "the rest of the app";
  }
}
Get()(Rest.prototype, "get", Object.getOwnPropertyDescriptor(Rest.prototype, "get"));
Controller()(Rest);
class App {}
Module({ controllers: [Rest] })(App);

const inbox = createInbox({ store: "sqlite:./hookinbox.db", sources: { github: { provider: "github", secret } } });
inbox.on("github", "*", (event) => console.log(`handled ${event.id}: ${event.type}`));
await inbox.start();

const app = await NestFactory.create(App, { logger: ["error", "warn"], forceCloseConnections: true });
// Before listen(), and so before Nest's own parsers: the signature is over the bytes as they were sent.
app.use("/webhooks", toNest(inbox));
await app.listen(port);
console.log(curlFor(port, "/webhooks/github", secret));

process.once("SIGINT", stop).once("SIGTERM", stop);
async function stop() {
  await app.close();
  await inbox.stop();
}
