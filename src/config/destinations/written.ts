import type { DeliveryOptions } from "../../delivery-options.ts";
import type { Size } from "../sizes.ts";

/** Where events go beside handlers. One of `url`, `command` and `bullmq` says of what kind it is. */
export type DestinationConfig = HttpDestinationConfig | CommandDestinationConfig | BullmqDestinationConfig;

/** An app's own endpoint. */
export interface HttpDestinationConfig extends DeliveryOptions {
  /** Where events are posted: `https://app.example.com/hooks`. */
  readonly url: string;
  /** What they are signed with, by Standard Webhooks: base64, with or without `whsec_`. Several: each signs, which is how it is changed without a gap. */
  readonly secret?: string | readonly string[] | undefined;
  /** Lets `url` lead to this machine or a private network. Default false. */
  readonly allowPrivate?: boolean;
  /** Headers of your own, such as `authorization`. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Answers that are tried again beside 3xx, 408, 425, 429 and 5xx: `[404, 409]`. Default []. */
  readonly retryOn?: readonly number[];
}

/** A program. */
export interface CommandDestinationConfig extends DeliveryOptions {
  /** The program and its arguments, `["python3", "handle.py"]`: never a shell's line. The body is its standard input. */
  readonly command: readonly string[];
  /** Variables beside PATH, HOME, LANG, TZ and those of the event. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Its working directory; a relative path is read from the config's folder. Default: the config's folder. */
  readonly cwd?: string;
  /** Output that is read at most; one that writes more is ended. Default 10 MiB. */
  readonly maxOutput?: Size;
}

/** A BullMQ queue. */
export interface BullmqDestinationConfig extends DeliveryOptions {
  /** The queue and the Redis that it is in. */
  readonly bullmq: BullmqConfig;
}

export interface BullmqConfig {
  /** The queue's name. */
  readonly queue: string;
  /** `redis://user:password@host:6379/0`, or `rediss://…` with TLS. */
  readonly connection: string;
  /** The job's name. Default: the event's type. */
  readonly jobName?: string;
  /** What the queue's keys begin with, where its workers use another than BullMQ's own. Default "bull". */
  readonly prefix?: string;
  /** Options of BullMQ for each job: `attempts`, `backoff`, `priority`, `removeOnComplete`. Done jobs are kept for a day unless said. */
  readonly job?: Readonly<Record<string, unknown>>;
}

/** What goes where: each event to every destination that a route leads it to, once. */
export interface RouteConfig {
  /** A source's name, several, or `"*"` for all. */
  readonly from: string | readonly string[];
  /** A type (`invoice.paid`), a prefix (`invoice.*`), or several. Default "*". */
  readonly types?: string | readonly string[];
  /** A destination's name, or several. */
  readonly to: string | readonly string[];
}
