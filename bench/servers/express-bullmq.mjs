// Express 5 + BullMQ, as their guides put it together: raw body, constant-time compare, SET NX, queue.add, 202.
import { createHmac, timingSafeEqual } from "node:crypto";
import { Queue } from "bullmq";
import express from "express";
import { Redis } from "ioredis";

const connection = new Redis(process.env.REDIS_URL, { maxRetriesPerRequest: 1 });
const queue = new Queue("webhooks", {
  connection,
  defaultJobOptions: { attempts: 5, removeOnComplete: 1000, removeOnFail: 5000 },
});
const secret = process.env.SECRET;
const DAY_IN_SECONDS = 86_400;

function verified(body, header) {
  const expected = Buffer.from(`sha256=${createHmac("sha256", secret).update(body).digest("hex")}`);
  const given = Buffer.from(header ?? "");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const app = express();
app.disable("x-powered-by");
app.post("/github", express.raw({ type: "*/*", limit: "25mb" }), async (request, response) => {
  if (!verified(request.body, request.get("x-hub-signature-256"))) return response.sendStatus(401);
  const id = request.get("x-github-delivery");
  const first = await connection.set(`github:${id}`, "1", "EX", DAY_IN_SECONDS, "NX");
  const payload = JSON.parse(request.body.toString());
  if (first) await queue.add(`${request.get("x-github-event")}.${payload.action}`, payload);
  response.sendStatus(202);
});
await queue.waitUntilReady();
app.listen(Number(process.env.PORT), "127.0.0.1", () => console.log("ready"));
