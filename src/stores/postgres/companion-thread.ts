import { parentPort, workerData } from "node:worker_threads";
import type { LeaseRef } from "../store.ts";
import { createCompanion, type Hold } from "./companion.ts";
import { CONNECT_TIMEOUT } from "./connect.ts";
import { loadDriver } from "./database.ts";
import { wordsOf } from "./failure.ts";

/** What the main thread says. */
export type Order =
  | { readonly hold: readonly Hold[] }
  | { readonly drop: readonly LeaseRef[] }
  | { readonly listen: true }
  | { readonly close: true };

/** What it hears. */
export type Word = "work" | { readonly renewing: boolean; readonly cause?: unknown };

const { connection, schema } = workerData as {
  connection: { connectionTimeoutMillis?: number };
  schema: string;
};
const port = parentPort;
if (!port) throw new Error("companion-thread.ts runs in a worker thread");

const companion = createCompanion({
  schema,
  connect: async () => {
    const { Client } = await loadDriver();
    const client = new Client({
      ...connection,
      // An app's pool may have none.
      connectionTimeoutMillis: connection.connectionTimeoutMillis || CONNECT_TIMEOUT,
      application_name: "hookinbox heartbeat",
      keepAlive: true,
    });
    // A connection that fails before anybody listens would end the thread.
    client.on("error", () => {});
    await client.connect();
    return client;
  },
  onWork: () => port.postMessage("work" satisfies Word),
  onRenewing: (renewing, cause) =>
    port.postMessage({
      renewing,
      cause: cause instanceof Error ? new Error(wordsOf(cause)) : undefined,
    } satisfies Word),
});

port.on("message", (order: Order) => {
  if ("hold" in order) companion.hold(order.hold);
  else if ("drop" in order) companion.drop(order.drop);
  else if ("listen" in order) companion.listen();
  else void companion.close().finally(() => port.close());
});
