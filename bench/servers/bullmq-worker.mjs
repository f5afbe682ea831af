// The worker of the Express contestant: a process of its own, as BullMQ advises, with an empty processor.
import { Worker } from "bullmq";
import { Redis } from "ioredis";

const connection = new Redis(process.env.REDIS_URL, { maxRetriesPerRequest: null });
const worker = new Worker("webhooks", async () => {}, { connection, concurrency: 50 });
worker.on("error", (error) => console.error(error.message));
await worker.waitUntilReady();
console.log("ready");
