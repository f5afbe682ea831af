import type { Command } from "commander";
import { port } from "./parsers.ts";

/** Where a command that serves listens. */
export const listening = (command: Command): Command =>
  command
    .option("-p, --port <port>", "where webhooks are received", port, 8420)
    .option("--host <host>", "the address it binds; 0.0.0.0 for all", "127.0.0.1")
    .option("--admin-port <port>", "where the admin API and metrics are", port, 8421)
    .option("--admin-host <host>", "the address it binds; beyond loopback it wants HOOKINBOX_ADMIN_TOKEN", "127.0.0.1");
