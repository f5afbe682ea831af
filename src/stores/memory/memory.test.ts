import { runStoreSuite } from "../store.suite.ts";
import { memoryStore } from "./index.ts";

runStoreSuite({
  name: "memory",
  search: true,
  create: async (clock, options) => memoryStore({ clock, ...options }),
});
