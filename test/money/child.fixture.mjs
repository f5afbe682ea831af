// A worker in a process of its own that moves money, and kills itself at a named step of its work, or is killed at random.
import { toHandlerDestination } from "../../dist/destinations/handler.js";
import { createStore } from "../../dist/stores/open.js";
import { createWorker } from "../../dist/worker.js";
import { transferOnPostgres, transferOnSqlite } from "../../examples/money/transfer.mjs";

/** `die`: the step and how many times it is passed before. `apart`: settles outside of the transaction, for the control. */
const { url, die, apart } = JSON.parse(process.argv[2]);
const transfer = url.startsWith("postgres") ? transferOnPostgres : transferOnSqlite;
// Nobody is left behind when the parent is gone.
process.on("disconnect", () => process.exit(1));

let passed = 0;
const step = (name) => {
  if (name === die?.step && passed++ === die.after) process.kill(process.pid, "SIGKILL");
};

/** Tells the steps of what goes through the transaction: each statement, before it runs. */
function stepping(tx) {
  let nth = 0;
  const told =
    (use) =>
    (text, ...rest) => {
      if (/^(UPDATE|INSERT INTO transfers)/.test(text)) step(`statement ${++nth}`);
      return use(text, ...rest);
    };
  return "query" in tx
    ? { query: told((...all) => tx.query(...all)) }
    : { exec: (text) => tx.exec(text), prepare: told((text) => tx.prepare(text)) };
}

/** The context that the handler sees. */
const contextOf = (ctx) => ({
  commit: async (work) => {
    step("before");
    const result = await (apart ? commitApart : ctx.commit.bind(ctx))((tx) => {
      const end = (value) => {
        step("written");
        return value;
      };
      const done = work(stepping(tx));
      return done instanceof Promise ? done.then(end) : end(done);
    });
    step("committed");
    return result;
  },
});

/** The rule broken: a transaction of the handler's own, and the "done" after it. */
const commitApart = apart && (await (await import("./apart.fixture.mjs")).openApart(url));

const store = await createStore(url);
await store.open();
const worker = createWorker({
  queue: store,
  destinations: [
    toHandlerDestination({
      name: "bank/transfer",
      fn: (event, ctx) => transfer(event, contextOf(ctx)),
      retry: [1, 1, 1, 1, 1, 1, 1, 1],
      timeout: 10_000,
      concurrency: 4,
      credentials: [],
      log: () => console,
    }),
  ],
  name: `${process.pid}`,
  concurrency: 4,
  lease: 150,
  poll: 20,
  stopTimeout: 1000,
  clock: Date.now,
  observer: { attempted: ({ outcome }) => outcome === "done" && process.connected && process.send("done") },
});
worker.start();
process.send("ready");
