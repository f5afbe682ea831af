import type { AddressInfo } from "node:net";
import { bodyParser } from "@koa/bodyparser";
import Router from "@koa/router";
import Koa from "koa";
import { expect, test } from "vitest";
import { adapterSuite } from "./adapter.suite.ts";
import { toKoa } from "./koa.ts";
import { plainInbox } from "./plain-inbox.fixture.ts";

async function listen(app: Koa) {
  app.silent = true;
  const server = app.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

adapterSuite(
  "koa",
  async (inbox) => {
    const hooks = new Router({ prefix: "/hooks" });
    hooks.all("/:source", toKoa(inbox));
    const parsed = new Router();
    parsed.all("/parsed/:source", toKoa(inbox));
    const app = new Koa();
    app.use(hooks.routes()).use(bodyParser()).use(parsed.routes());
    const { origin, close } = await listen(app);
    return { base: `${origin}/hooks`, parsed: `${origin}/parsed`, close };
  },
  { fix: "before app.use(bodyParser())" },
);

test("without a router the path's last segment is the source, and middleware around it sees the status", async () => {
  const inbox = plainInbox();
  const seen: number[] = [];
  const app = new Koa();
  app.use(async (context, next) => {
    await next();
    seen.push(context.status);
  });
  app.use(toKoa(inbox));
  const { origin, close } = await listen(app);
  expect((await fetch(`${origin}/any/where/github`, { method: "POST", body: "x" })).status).toBe(202);
  expect(inbox.taken[0]).toMatchObject({ source: "github", url: "/any/where/github" });
  expect(seen).toEqual([202]);
  await close();
});

test("the option goes before the route's source", async () => {
  const inbox = plainInbox();
  const router = new Router();
  router.post("/:source", toKoa(inbox, { source: "chargify" }));
  const app = new Koa();
  app.use(router.routes());
  const { origin, close } = await listen(app);
  await fetch(`${origin}/github`, { method: "POST", body: "x" });
  expect(inbox.taken[0]?.source).toBe("chargify");
  await close();
});
