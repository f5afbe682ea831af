// A team's own worker: BullMQ and nothing of hookinbox. Writes a line for each job that it has done.
import { appendFileSync } from "node:fs";
import { Worker } from "bullmq";

const [url, queue, out] = process.argv.slice(2);
const worker = new Worker(
  queue,
  async ({ id, name, data }) => {
    const body = Buffer.from(data.body, "base64").toString("utf8");
    appendFileSync(out, `${JSON.stringify({ job: id, name, event: data.id, n: data.payload.n, body })}\n`);
  },
  { connection: { url, maxRetriesPerRequest: null }, concurrency: 10, stalledInterval: 1_000, lockDuration: 2_000 },
);
worker.on("error", () => {});
process.on("SIGTERM", () => process.exit());
