import { memoryStore } from "./memory.ts";
import { runStoreSuite } from "./store.suite.ts";

runStoreSuite({
  name: "memory",
  search: true,
  create: async (clock, options) => memoryStore({ clock, ...options }),
});
