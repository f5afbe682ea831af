// One framework with one route, bare or with its adapter, for bench/adapters.mjs. Both read the body and answer 202 with JSON.
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import Router from "@koa/router";
import express from "express";
import Fastify from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import { toExpress } from "../../dist/adapters/express.js";
import { toFastify } from "../../dist/adapters/fastify.js";
import { toHono } from "../../dist/adapters/hono.js";
import { toKoa } from "../../dist/adapters/koa.js";
import { toNode } from "../../dist/adapters/node.js";

const ANSWER = '{"status":"accepted"}';
const HEADERS = { "content-type": "application/json", "content-length": String(ANSWER.length) };

/** An inbox that reads the body and keeps nothing: what is measured is the way to it. */
const inbox = {
  sourceAt: () => undefined,
  health: () => ({ ready: true }),
  receive: async (request) => {
    await request.read(1_000_000);
    return { status: 202, headers: { "content-type": "application/json" }, body: ANSWER };
  },
};

async function bytesOf(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const bareNode = async (request, response) => {
  await bytesOf(request);
  response.writeHead(202, HEADERS).end(ANSWER);
};

const SERVERS = {
  node: (bare) => createServer(bare ? bareNode : toNode(inbox)),
  express: (bare) => {
    const app = express();
    app.post("/hooks/:source", bare ? bareNode : toExpress(inbox));
    return createServer(app);
  },
  koa: (bare) => {
    const router = new Router();
    const route = async (context) => {
      await bytesOf(context.req);
      context.status = 202;
      context.type = "application/json";
      context.body = ANSWER;
    };
    router.post("/hooks/:source", bare ? route : toKoa(inbox));
    return createServer(new Koa().use(router.routes()).callback());
  },
  hono: (bare) => {
    const route = async (c) => {
      await c.req.arrayBuffer();
      return new Response(ANSWER, { status: 202, headers: HEADERS });
    };
    const app = new Hono().post("/hooks/:source", bare ? route : toHono(inbox));
    return createServer(getRequestListener(app.fetch));
  },
  fastify: async (bare) => {
    const app = Fastify();
    if (bare) {
      app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
      app.removeContentTypeParser("application/json");
      app.post("/hooks/:source", (_request, reply) => reply.code(202).headers(HEADERS).send(ANSWER));
    } else app.register(toFastify(inbox), { prefix: "/hooks" });
    await app.ready();
    return app.server;
  },
};

const [name, kind] = process.argv.slice(2);
const server = await SERVERS[name](kind === "bare");
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
process.on("message", () => process.send(process.cpuUsage()));
