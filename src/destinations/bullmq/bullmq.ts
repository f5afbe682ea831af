import type { Queue } from "bullmq";
import type { Redis } from "ioredis";
import type { Delivering, Destination } from "../destination.ts";
import { causeText, DeliveryFailure } from "../failure.ts";
import { toHandledEvent } from "../handler.ts";
import type { BullmqTarget } from "../settings.ts";
import { jobId, KEPT, toJob } from "./job.ts";
import { type Connection, connect, packageMissing } from "./redis.ts";

export interface BullmqContext {
  /** Headers in which a source's provider sends its secret. */
  credentials(source: string): readonly string[];
  /** The provider's field of JSON in a form. */
  jsonField(source: string): string | undefined;
}

async function openQueue(connection: Redis, { queue, prefix }: BullmqTarget): Promise<Queue> {
  const { Queue } = await import("bullmq");
  const opened = new Queue(queue, {
    connection,
    // What it would warn of has been looked at.
    skipVersionCheck: true,
    skipWaitingForReady: true,
    ...(prefix === undefined ? {} : { prefix }),
  });
  // Whoever adds a job hears of it; with nobody here the process would end.
  opened.on("error", () => {});
  await opened.waitUntilReady();
  return opened;
}

/**
 * A queue that workers of your own take jobs from. A delivery is done once Redis has its job; the job's id is made of the
 * delivery's, so that a repeat adds nothing.
 */
export function toBullmqDestination(to: BullmqTarget, delivering: Delivering, context: BullmqContext): Destination {
  const { name } = delivering;
  let connection: Promise<Connection> | undefined;
  let queue: Promise<Queue> | undefined;
  const connected = (): Promise<Connection> => (connection ??= connect(name, to.connection));

  async function ready(): Promise<Queue> {
    const redis = await (await connected()).ready();
    queue ??= openQueue(redis, to).catch((cause: unknown) => {
      queue = undefined;
      throw new DeliveryFailure(`the queue ${to.queue} could not be opened: ${causeText(cause)}`);
    });
    return queue;
  }

  return {
    ...delivering,
    async open(tell) {
      await import("bullmq").catch(() => {
        throw packageMissing(name);
      });
      await (await connected()).open(tell);
    },
    async deliver({ event, delivery }) {
      const into = await ready();
      const job = toJob(toHandledEvent(event, context.jsonField(event.source)), context.credentials(event.source));
      const id = jobId(delivery);
      await into.add(to.jobName ?? event.type, job, { ...KEPT, ...to.job, jobId: id }).catch((cause: unknown) => {
        throw new DeliveryFailure(`the job could not be added to the queue ${to.queue}: ${causeText(cause)}`);
      });
      return `job ${id} is in the queue ${to.queue}`;
    },
    async close() {
      await (await queue?.catch(() => undefined))?.close();
      (await connection?.catch(() => undefined))?.close();
      queue = undefined;
      connection = undefined;
    },
  };
}
