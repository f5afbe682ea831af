import { randomBytes } from "node:crypto";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import pg from "pg";
import { newEventId } from "../../ids.ts";
import type { Lease, NewEvent, Settlement } from "../store.ts";

export const newSchema = (): string => `t_${randomBytes(6).toString("hex")}`;

/** An id whose time is `at`, whatever ids were made before. */
export function idAt(at: number): string {
  const time = at.toString(16).padStart(12, "0");
  const random = randomBytes(8).toString("hex");
  return `evt_${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(4)}`;
}

export const event = (over: Partial<NewEvent> = {}): NewEvent => ({
  id: newEventId(),
  source: "github",
  key: newEventId(),
  type: "issues.opened",
  headers: ["X-A", "1"],
  body: new TextEncoder().encode("{}"),
  receivedAt: Date.now(),
  destinations: ["github/*"],
  ...over,
});

export const done = ({ delivery, token }: Lease, at = Date.now()): Settlement => ({
  delivery,
  token,
  startedAt: at,
  endedAt: at,
  outcome: "done",
});

/** One statement, as a superuser. */
export async function ask(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Stands between a store and its server, and cuts where a test says. */
export interface FaultProxy {
  readonly url: string;
  /** Cuts the connection at the next request that holds these words: before the server sees it, or before its answer is passed on. */
  cut(words: string, when: "before" | "after"): void;
  /**
   * The host vanishes: connections that there are stay open and carry nothing any more; new ones go through. With words,
   * one connection only, from the next request that holds them on.
   */
  vanish(words?: string): void;
  /** Acts when the next request that holds these words comes, before the server has it. */
  at(words: string, act: () => void): void;
  close(): Promise<void>;
}

export async function startProxy(url: string): Promise<FaultProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let plan: { words: string; when: "before" | "after" | "never" | (() => void) } | undefined;
  const vanishing = new Set<() => void>();

  const server = createServer((client) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    let cutting = false;
    let vanished = false;
    const vanish = () => {
      vanished = true;
    };
    vanishing.add(vanish);
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("close", end).on("error", end);
    }
    client.on("data", (data) => {
      if (plan && data.includes(plan.words)) {
        const { when } = plan;
        plan = undefined;
        if (when === "before") return end();
        if (when === "never") vanish();
        else if (when === "after") cutting = true;
        else when();
      }
      if (!vanished) upstream.write(data);
    });
    // A server answers a statement without BEGIN once it has been committed.
    upstream.on("data", (data) => {
      if (cutting) end();
      else if (!vanished) client.write(data);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const own = new URL(url);
  own.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: own.toString(),
    cut: (words, when) => {
      plan = { words, when };
    },
    vanish: (words) => {
      if (words === undefined) for (const vanish of vanishing) vanish();
      else plan = { words, when: "never" };
    },
    at: (words, act) => {
      plan = { words, when: act };
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
