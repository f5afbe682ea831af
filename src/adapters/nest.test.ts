import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { All, Controller, type INestApplication, type MiddlewareConsumer, Module, Req, Res } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { expect, test } from "vitest";
import type { Inbox } from "../inbox.ts";
import { adapterSuite } from "./adapter.suite.ts";
import { type NestMiddleware, RAW_BODY, toNest } from "./nest.ts";
import { plainInbox } from "./plain-inbox.fixture.ts";

/** Nest's decorators, called as the compiler would call them: they are the older kind, which this repository does not compile. */
function moduleWith(receive: NestMiddleware): new () => object {
  class Hooks {
    receive(request: never, response: never): void {
      receive(request, response);
    }
  }
  Req()(Hooks.prototype, "receive", 0);
  Res()(Hooks.prototype, "receive", 1);
  All(":source")(Hooks.prototype, "receive", Object.getOwnPropertyDescriptor(Hooks.prototype, "receive") as never);
  Controller("controller")(Hooks);
  class App {
    configure(consumer: MiddlewareConsumer): void {
      consumer.apply(receive).forRoutes("module");
    }
  }
  Module({ controllers: [Hooks] })(App);
  return App;
}

async function listen(app: INestApplication) {
  await app.listen(0, "127.0.0.1");
  const { port } = app.getHttpServer().address() as AddressInfo;
  const close = async () => {
    app.getHttpServer().closeAllConnections();
    await app.close();
  };
  return { origin: `http://127.0.0.1:${port}`, close };
}

/** What the refusal of a parsed body says beside `rawBody: true`, taken out of its words. */
function keepAsAdvised(app: INestApplication): void {
  for (const [line] of RAW_BODY.matchAll(/app\.useBodyParser\(.*?\}\)/g)) new Function("app", line)(app);
}

/** Two apps: one that keeps raw bytes, one that does not. */
async function mount(inbox: Inbox, way: "module" | "controller") {
  const module = moduleWith(toNest(inbox));
  const plain = await NestFactory.create(module, { logger: false });
  plain.use("/hooks", toNest(inbox));
  const first = await listen(plain);
  const kept = await NestFactory.create(module, { logger: false, rawBody: true });
  keepAsAdvised(kept);
  const second = await listen(kept);
  return {
    base: `${first.origin}/hooks`,
    parsed: `${first.origin}/${way}`,
    raw: `${second.origin}/${way}`,
    close: async () => void (await Promise.all([first.close(), second.close()])),
  };
}

adapterSuite("nest, in a module", (inbox) => mount(inbox, "module"), {
  fix: "rawBody: true",
  parsesRaw: true,
});
adapterSuite("nest, in a controller", (inbox) => mount(inbox, "controller"), {
  fix: 'app.use("/webhooks"',
  parsesRaw: true,
});

test("behind a proxy that takes a prefix off, and under the app's own prefix", async () => {
  const inbox = plainInbox();
  const app = await NestFactory.create(moduleWith(toNest(inbox)), { logger: false, rawBody: true });
  app.setGlobalPrefix("api");
  const { origin, close } = await listen(app);
  const proxy = createServer((from, to) => {
    const url = new URL((from.url ?? "").replace(/^\/proxied/, ""), origin);
    from.pipe(
      httpRequest(url, { method: from.method, headers: from.headers }, (answer) => {
        to.writeHead(answer.statusCode ?? 500);
        answer.pipe(to);
      }),
    );
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const at = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/proxied/api/controller/github?a=%2F`;
  const headers = { "content-type": "application/json" };
  expect((await fetch(at, { method: "POST", body: "{ }", headers })).status).toBe(202);
  expect(inbox.taken[0]).toMatchObject({ source: "github", url: "/api/controller/github?a=%2F" });
  expect(Buffer.from(inbox.taken[0]?.body ?? []).toString()).toBe("{ }");
  proxy.closeAllConnections();
  proxy.close();
  await close();
});
