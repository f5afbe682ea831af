import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { expect, test } from "vitest";
import { adapterSuite } from "./adapter.suite.ts";
import { toHono } from "./hono.ts";
import { plainInbox } from "./plain-inbox.fixture.ts";

adapterSuite(
  "hono",
  async (inbox) => {
    const app = new Hono({ strict: false });
    const hooks = new Hono({ strict: false });
    hooks.all("/:source", toHono(inbox));
    app.route("/hooks", hooks);
    app.use("/parsed/*", async (c, next) => {
      await c.req.json();
      await next();
    });
    app.all("/parsed/:source", toHono(inbox));
    const server = createServer(getRequestListener(app.fetch));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const close = async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
    return { base: `${origin}/hooks`, parsed: `${origin}/parsed`, close };
  },
  { fix: "c.req.json()", joinsHeaders: true },
);

const post = (app: Hono, path: string) => app.request(path, { method: "POST", body: "x" });

test("without a parameter the path's last segment is the source; the option goes before both", async () => {
  const inbox = plainInbox();
  const app = new Hono();
  app.all("/hooks/*", toHono(inbox)).post("/one/:source", toHono(inbox, { source: "chargify" }));
  await post(app, "/hooks/github?x=1");
  expect(inbox.taken[0]).toMatchObject({ source: "github", url: "http://localhost/hooks/github?x=1" });
  await post(app, "/one/github");
  expect(inbox.taken[1]?.source).toBe("chargify");
});

test("the body is read where it is not a stream of Node: no server at all", async () => {
  const inbox = plainInbox();
  const app = new Hono().post("/:source", toHono(inbox)) as Hono;
  const response = await post(app, "/stripe");
  expect(response.status).toBe(202);
  expect(await response.json()).toEqual({ size: 1 });
});
