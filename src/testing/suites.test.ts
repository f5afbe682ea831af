import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { toNode } from "../adapters/node.ts";
import { memoryStore, testAdapter, testStore } from "./suites.ts";

// As somebody else would use them: from the package's own files, on an implementation of one's own.

testStore({ name: "memory, from the package", create: async (clock) => memoryStore({ clock }) });

testStore({
  name: "memory that is searched, from the package",
  search: true,
  create: async (clock, options) => memoryStore({ clock, ...options }),
});

testAdapter("node, from the package", async (inbox) => {
  const server = createServer(toNode(inbox));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`, close };
});
