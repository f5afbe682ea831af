import Fastify from "fastify";
import { expect, test } from "vitest";
import { adapterSuite } from "./adapter.suite.ts";
import { toFastify } from "./fastify.ts";
import { plainInbox } from "./plain-inbox.fixture.ts";

adapterSuite(
  "fastify",
  async (inbox) => {
    const app = Fastify({ forceCloseConnections: true });
    app.register(toFastify(inbox), { prefix: "/hooks" });
    app.post("/parsed/:source", toFastify(inbox));
    app.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
      scope.post("/raw/:source", toFastify(inbox));
    });
    const origin = await app.listen({ port: 0, host: "127.0.0.1" });
    return { base: `${origin}/hooks`, parsed: `${origin}/parsed`, raw: `${origin}/raw`, close: () => app.close() };
  },
  { fix: "app.register(toFastify(inbox)" },
);

const json = { "content-type": "application/json" };

test("the app's other routes keep their parsers, whichever was registered first", async () => {
  const inbox = plainInbox();
  const app = Fastify({ forceCloseConnections: true });
  app.post("/before", async (request) => ({ got: request.body }));
  app.register(toFastify(inbox), { prefix: "/hooks" });
  app.post("/after", async (request) => ({ got: request.body }));
  const origin = await app.listen({ port: 0, host: "127.0.0.1" });
  const send = (path: string) => fetch(`${origin}${path}`, { method: "POST", body: '{ "a":1}', headers: json });
  expect(await (await send("/before")).json()).toEqual({ got: { a: 1 } });
  expect(await (await send("/after")).json()).toEqual({ got: { a: 1 } });
  expect((await send("/hooks/github")).status).toBe(202);
  expect(Buffer.from(inbox.taken[0]?.body ?? []).toString()).toBe('{ "a":1}');
  await app.close();
});

test("any content type reaches it, and none", async () => {
  const inbox = plainInbox();
  const app = Fastify({ forceCloseConnections: true });
  app.register(toFastify(inbox), { prefix: "/hooks" });
  const origin = await app.listen({ port: 0, host: "127.0.0.1" });
  for (const type of [
    "application/cloudevents+json",
    "text/plain; charset=utf-8",
    "application/x-www-form-urlencoded",
  ]) {
    const headers = { "content-type": type };
    expect((await fetch(`${origin}/hooks/github`, { method: "POST", body: "x", headers })).status).toBe(202);
  }
  const bare = await fetch(`${origin}/hooks/github`, { method: "POST", body: Buffer.from("x") });
  expect(bare.status).toBe(202);
  expect(inbox.taken.map(({ body }) => body.length)).toEqual([1, 1, 1, 1]);
  await app.close();
});

test("the option names the source, at the prefix and below", async () => {
  const inbox = plainInbox();
  const app = Fastify({ forceCloseConnections: true });
  app.register(toFastify(inbox, { source: "chargify" }), { prefix: "/hooks" });
  const origin = await app.listen({ port: 0, host: "127.0.0.1" });
  for (const path of ["/hooks", "/hooks/", "/hooks/github"])
    await fetch(`${origin}${path}`, { method: "POST", body: "x" });
  expect(inbox.taken.map(({ source }) => source)).toEqual(["chargify", "chargify", "chargify"]);
  await app.close();
});
