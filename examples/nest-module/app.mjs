// HookinboxModule in a Nest app: a service's methods handle events. Run: node examples/nest-module/app.mjs
import { Controller, Get, Inject, Injectable, Logger, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { on } from "hookinbox";
import { HookinboxModule } from "hookinbox/nest/module";
import { curlFor } from "../curl.mjs";

const secret = process.env.GITHUB_WEBHOOK_SECRET ?? "example-only-secret";
const port = Number(process.env.PORT ?? 3000);

// Plain JavaScript has no decorators, so they are called: in TypeScript they stand above what they decorate.
const method = (made, name, decorator) =>
  decorator(made.prototype, name, Object.getOwnPropertyDescriptor(made.prototype, name));

class Rest {
  get() {
    return "the rest of the app";
  }
}
method(Rest, "get", Get());
Controller()(Rest);

class Triage {
  constructor(logger) {
    this.logger = logger;
  }
  event(event) {
    this.logger.log(`handled ${event.id}: ${event.type}`);
  }
}
method(Triage, "event", on("github", "*"));
Inject(Logger)(Triage, undefined, 0);
Injectable()(Triage);

class App {}
Module({
  imports: [
    HookinboxModule.forRoot({ store: "sqlite:./hookinbox.db", sources: { github: { provider: "github", secret } } }),
  ],
  controllers: [Rest],
  providers: [Logger, Triage],
})(App);

const app = await NestFactory.create(App, { logger: ["log", "error", "warn"], forceCloseConnections: true });
await app.listen(port);
console.log(curlFor(port, "/webhooks/github", secret));

process.once("SIGINT", stop).once("SIGTERM", stop);
async function stop() {
  await app.close();
}
