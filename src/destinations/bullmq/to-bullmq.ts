import type { Handler } from "../handler.ts";
import { jobId, KEPT, toJob, type WebhookJob } from "./job.ts";

export type { WebhookJob } from "./job.ts";

/** What is needed of BullMQ's `Queue`. */
export interface BullmqQueue {
  readonly name: string;
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
 * the delivery's: a repeat adds nothing. The connection is yours; Redis should have `maxmemory-policy noeviction`.
 *
 * @example inbox.on("stripe", "*", toBullmq(new Queue("webhooks", { connection })));
 */
export function toBullmq(queue: BullmqQueue, { jobName, job }: ToBullmqOptions = {}): Handler {
  return async (event, ctx) => {
    await queue.add(jobName ?? event.type, toJob(event), { ...KEPT, ...job, jobId: jobId(ctx.delivery) });
  };
}
