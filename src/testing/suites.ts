// Needs vitest, which the rest of the test kit does not.
export { type AdapterTraits, adapterSuite as testAdapter, type Mounted } from "../adapters/adapter.suite.ts";
export type { Inbox, IncomingRequest } from "../inbox.ts";
export { memoryStore } from "../stores/memory/index.ts";
export { runStoreSuite as testStore, type StoreUnderTest } from "../stores/store.suite.ts";
export type * from "../stores/store.ts";
