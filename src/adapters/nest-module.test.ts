import type { AddressInfo } from "node:net";
import {
  Controller,
  type DynamicModule,
  type INestApplication,
  Inject,
  Injectable,
  Module,
  Post,
  Scope,
} from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { afterEach, describe, expect, test } from "vitest";
import { createInbox, type Inbox } from "../inbox.ts";
import { on } from "../on.ts";
import { sign } from "../verify/sign/sign.ts";
import { adapterSuite } from "./adapter.suite.ts";
import { HookinboxModule, INBOX } from "./nest-module.ts";

const secret = "nest's own secret in its test";
const config = {
  store: "memory:",
  sources: { hub: { provider: "github", secret } },
  log: { level: "silent" },
} as const;

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0)) await one();
});

/** An older decorator on a method, called as the compiler calls it: Nest's are of that kind. */
function decorate(made: { prototype: object }, method: string, decorator: (...of: never[]) => unknown): void {
  const descriptor = Object.getOwnPropertyDescriptor(made.prototype, method);
  decorator(made.prototype as never, method as never, descriptor as never);
}

class Words {
  readonly said: string[] = [];
}
Injectable()(Words);

/** A service with a dependency of its own: what makes it injectable is what the handlers module cannot give it. */
class Greeter {
  readonly words: Words;
  constructor(words: Words) {
    this.words = words;
  }
  opened(event: { type: string }): void {
    this.words.said.push(`${event.type} in ${this.constructor.name}`);
  }
}
decorate(Greeter, "opened", on("hub", "issues.*"));
Inject(Words)(Greeter, undefined, 0);
Injectable()(Greeter);

class Rest {
  readonly inbox: Inbox;
  constructor(inbox: Inbox) {
    this.inbox = inbox;
  }
  parsed(): string {
    return this.inbox.storeName;
  }
}
decorate(Rest, "parsed", Post("rest") as never);
Inject(INBOX)(Rest, undefined, 0);
Controller()(Rest);

function appOf(hookinbox: DynamicModule, providers: (new (...of: never[]) => object)[] = [Words, Greeter]) {
  class App {}
  Module({ imports: [hookinbox], controllers: [Rest], providers })(App);
  return App;
}

async function listen(module: new () => object): Promise<{ app: INestApplication; origin: string }> {
  const app = await NestFactory.create(module, { logger: false, abortOnError: false, forceCloseConnections: true });
  undo.push(() => app.close());
  await app.listen(0, "127.0.0.1");
  return { app, origin: `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}` };
}

function send(origin: string, path = "/webhooks/hub"): Promise<Response> {
  const body = JSON.stringify({ action: "opened", pad: "x".repeat(150_000) });
  const { url, ...request } = sign("github", { url: `${origin}${path}`, body }, { secret, type: "issues" });
  return fetch(url, request as RequestInit);
}

adapterSuite("nest, by the module", async (plain) => {
  const inbox: Inbox = Object.assign(plain, { start: async () => {}, stop: async () => {} });
  const { app, origin } = await listen(appOf(HookinboxModule.forRoot({ inbox, path: "/hooks" }), []));
  undo.length = 0;
  return { base: `${origin}/hooks`, close: () => app.close() };
});

describe("HookinboxModule", () => {
  test("receives before Nest's parsers, hands events to a service's @on methods, starts and stops with the app", async () => {
    const { app, origin } = await listen(appOf(HookinboxModule.forRoot(config)));
    const inbox = app.get<Inbox>(INBOX);
    expect((await send(origin)).status).toBe(202);
    await expect.poll(() => app.get(Words).said).toEqual(["issues.opened in Greeter"]);
    expect(inbox.health().ready).toBe(true);
    const rest = await fetch(`${origin}/rest`, { method: "POST", body: "{}" });
    expect(await rest.text()).toBe(inbox.storeName);
    await app.close();
    expect(inbox.health().ready).toBe(false);
  });

  test("takes every method at its path, and an inbox that was made before", async () => {
    const inbox = createInbox({
      ...config,
      sources: { meta: { provider: "meta", secret, verifyToken: "t" } },
    });
    const { origin } = await listen(appOf(HookinboxModule.forRoot({ inbox, path: "/in/of/nest" }), []));
    const query = "hub.mode=subscribe&hub.verify_token=t&hub.challenge=4711";
    const answer = await fetch(`${origin}/in/of/nest/meta?${query}`);
    expect([answer.status, await answer.text()]).toEqual([200, "4711"]);
  });

  test("in an app without HTTP it works and receives nothing", async () => {
    const app = await NestFactory.createApplicationContext(appOf(HookinboxModule.forRoot(config)), { logger: false });
    undo.push(() => app.close());
    const inbox = app.get<Inbox>(INBOX);
    expect(inbox.health().ready).toBe(true);
    expect(inbox.destinations().map(({ name }) => name)).toEqual(["hub/issues.*"]);
  });

  test("a provider that is made for each request cannot handle, and is named", async () => {
    class Fleeting {
      opened(): void {}
    }
    decorate(Fleeting, "opened", on("hub", "push"));
    Injectable({ scope: Scope.REQUEST })(Fleeting);
    await expect(listen(appOf(HookinboxModule.forRoot(config), [Fleeting]))).rejects.toThrow(/Fleeting/);
  });
});
