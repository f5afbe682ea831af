import type { BullmqTarget } from "../../destinations/settings.ts";
import { unknownKey } from "../check.ts";
import { isPlain } from "../handler-exports.ts";
import { expected, isText, type Reading, wrong } from "./reading.ts";

export const BULLMQ_KEYS = ["bullmq"];

const KEYS = ["queue", "connection", "jobName", "prefix", "job"];
/** What a delivery sets itself: a repeat is told by it, and a job that repeats itself is no delivery. */
const OURS = ["jobId", "repeat", "repeatJobKey", "parent"];

export function readBullmq(reading: Reading): BullmqTarget {
  const { bullmq } = reading.config;
  const inside: Reading = { ...reading, path: [...reading.path, "bullmq"] };
  if (!isPlain(bullmq)) expected(inside, [], '{ queue: "webhooks", connection: "redis://127.0.0.1:6379" }', bullmq);
  else check(inside, bullmq);
  const { queue, connection, jobName, prefix, job } = isPlain(bullmq) ? bullmq : {};
  return {
    kind: "bullmq",
    queue: String(queue),
    connection: String(connection),
    jobName: isText(jobName) ? jobName : undefined,
    prefix: isText(prefix) ? prefix : undefined,
    job: isPlain(job) ? job : {},
  };
}

function check(inside: Reading, bullmq: Readonly<Record<string, unknown>>): void {
  const { queue, connection, jobName, prefix, job = {} } = bullmq;
  for (const key of Object.keys(bullmq).filter((key) => !KEYS.includes(key)))
    inside.mistakes.push(unknownKey([...inside.path, key], key, KEYS));
  if (!isText(queue) || queue.includes(":")) expected(inside, ["queue"], "a queue's name without a colon", queue);
  checkConnection(inside, connection);
  for (const [key, text] of Object.entries({ jobName, prefix }))
    if (text !== undefined && !isText(text)) expected(inside, [key], "a text that is not blank", text);
  if (!isPlain(job)) expected(inside, ["job"], "an object of BullMQ's job options", job);
  else
    for (const key of OURS.filter((key) => key in job))
      wrong(inside, ["job", key], "this one is set by the delivery itself.", "Leave it out.");
}

function checkConnection(inside: Reading, connection: unknown): void {
  if (typeof connection === "string" && URL.canParse(connection) && /^rediss?:\/\/./.test(connection)) return;
  const fix = connection === undefined ? "Set the environment variable that it is read from." : undefined;
  expected(inside, ["connection"], 'a URL such as "redis://127.0.0.1:6379"', connection, { fix, hidden: true });
}
