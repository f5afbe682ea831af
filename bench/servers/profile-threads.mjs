// Loaded with --import: hookinbox starts its threads with options of their own; here they inherit --cpu-prof.
import { syncBuiltinESMExports } from "node:module";
import threads from "node:worker_threads";

const { Worker } = threads;
threads.Worker = class extends Worker {
  constructor(entry, { execArgv, ...options } = {}) {
    super(entry, options);
  }
};
syncBuiltinESMExports();
