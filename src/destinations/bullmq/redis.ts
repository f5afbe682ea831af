import type { Redis } from "ioredis";
import { HookinboxError } from "../../errors.ts";
import type { Notice } from "../../observe.ts";
import { causeText, DeliveryFailure } from "../failure.ts";

/** How long a start waits for Redis, in ms; then it goes on without, and events wait in the store. */
const PATIENCE = 5_000;
/** The longest pause between two tries to connect, in ms. */
const LONGEST_PAUSE = 2_000;

export interface Connection {
  /**
   * Waits for Redis a while; tells where it is not there.
   *
   * @throws HookinboxError `DESTINATION_REFUSED` where it drops keys, or lets nobody in
   */
  open(tell: (notice: Notice) => void): Promise<void>;
  /** The client, once what it is connected to has been looked at. */
  ready(): Promise<Redis>;
  close(): void;
}

/** A connection that comes back by itself, and is looked at each time: what it comes back to may be another server. */
export async function connect(name: string, url: string): Promise<Connection> {
  const { Redis } = await import("ioredis").catch(() => {
    throw packageMissing(name);
  });
  const { host } = new URL(url);
  const redis = new Redis(url, {
    lazyConnect: true,
    // An attempt fails at once while Redis is away, and is tried again by the policy of the destination.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: PATIENCE,
    retryStrategy: (times) => Math.min(times * 100, LONGEST_PAUSE),
  });
  let last: Error | undefined;
  let looked: Promise<Server> | undefined;
  redis.on("error", (error: Error) => (last = error));
  redis.on("ready", () => {
    last = undefined;
    looked = look(redis, name, host);
    looked.catch(() => {});
  });
  const away = () => `Redis at ${host} is not there${last ? `: ${causeText(last)}` : ""}`;

  return {
    async open(tell) {
      await redis.connect().catch((error: Error) => (last ??= error));
      if (last && /NOAUTH|WRONGPASS|NOPERM/.test(last.message))
        throw refused(name, `Redis at ${host} lets nobody in: ${last.message}`, IN_URL);
      if (redis.status !== "ready" || !looked)
        return tell({
          level: "warn",
          code: "DESTINATION_AWAY",
          message: `destination ${name}: ${away()}; events wait`,
        });
      const { warning } = await looked;
      if (warning) tell({ level: "warn", code: "DESTINATION_WEAK", message: `destination ${name}: ${warning}` });
    },
    async ready() {
      if (redis.status !== "ready" || !looked) throw new DeliveryFailure(away());
      await looked;
      return redis;
    },
    close: () => redis.disconnect(),
  };
}

interface Server {
  readonly warning?: string;
}

/** What is asked of a Redis. */
export interface Info {
  info(section: string): Promise<string>;
}

/**
 * Whether this Redis keeps what it is given.
 *
 * @throws HookinboxError `DESTINATION_REFUSED` where it drops keys when its memory is full
 */
export async function look(redis: Info, name: string, host: string): Promise<Server> {
  const info = `${await redis.info("memory")}\n${await redis.info("persistence")}`;
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  if (policy !== undefined && policy !== "noeviction")
    throw refused(
      name,
      `Redis at ${host} has maxmemory-policy ${policy}: when its memory is full it drops keys, and jobs with them.`,
    );
  const appends = /^aof_enabled:(\d)/m.exec(info)?.[1];
  if (policy === undefined) return { warning: `Redis at ${host} does not say its maxmemory-policy` };
  if (appends === "1") return {};
  return {
    warning: `Redis at ${host} has appendonly off: when it restarts, jobs are lost that hookinbox has handed over`,
  };
}

const IN_URL = "Put user and password into the connection: redis://user:password@host:6379, from the environment.";

const refused = (name: string, why: string, advice?: string): HookinboxError =>
  new HookinboxError("DESTINATION_REFUSED", `destination ${JSON.stringify(name)}: ${why}`, { advice });

export const packageMissing = (name: string): HookinboxError =>
  new HookinboxError("PACKAGE_MISSING", `destination ${JSON.stringify(name)} needs the packages bullmq and ioredis`, {
    advice: "npm install bullmq ioredis",
  });
