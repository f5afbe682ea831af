import { credentialsOf, type Handler } from "../handler.ts";
import { jobId, KEPT, toJob, type WebhookJob } from "./job.ts";
import { type Info, look } from "./redis.ts";

export type { WebhookJob } from "./job.ts";

/** What is needed of BullMQ's `Queue`. */
export interface BullmqQueue {
  readonly name: string;
  /** BullMQ 5. */
  readonly client?: Promise<Info>;
  /** BullMQ 6. */
  readonly backend?: object;
  add(name: string, data: WebhookJob, options: Record<string, unknown>): Promise<unknown>;
}

export interface ToBullmqOptions {
  /** The job's name. Default: the event's type. */
  readonly jobName?: string;
  /** BullMQ's options of each job. Done jobs are kept for a day unless said, so that a repeat is told by its id. */
  readonly job?: Readonly<Record<string, unknown>>;
}

/**
 * A handler that puts events into a BullMQ queue of yours. The delivery is done once Redis has the job, whose id is made of
 * the delivery's: a repeat adds nothing. The connection is yours. Headers in which a provider sends its secret are left out.
 *
 * An attempt fails with `DESTINATION_REFUSED` while the Redis has another `maxmemory-policy` than `noeviction`: it would drop jobs.
 *
 * @example inbox.on("stripe", "*", toBullmq(new Queue("webhooks", { connection })));
 */
export function toBullmq(queue: BullmqQueue, { jobName, job }: ToBullmqOptions = {}): Handler {
  let looked = false;
  return async (event, ctx) => {
    looked ||= await isLookedAt(queue);
    const data = toJob(event, credentialsOf(event));
    await queue.add(jobName ?? event.type, data, { ...KEPT, ...job, jobId: jobId(ctx.delivery) });
  };
}

async function isLookedAt({ name, client, backend = {} }: BullmqQueue): Promise<true> {
  const redis = await (client ?? (backend as { readonly client?: Promise<Info> }).client);
  if (redis) await look(redis, name, "the queue's connection");
  return true;
}
