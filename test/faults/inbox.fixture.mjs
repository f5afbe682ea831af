// An inbox in a process of its own, so that it can be killed: one GitHub source behind the real listener.
// Told by one JSON argument what to do; says on its channel to the parent what became of it.
import { appendFileSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { resolveConfig } from "../../dist/config/resolve.js";
import { inboxOf } from "../../dist/inbox.js";
import { createListener } from "../../dist/server/listener.js";

const { store, secret, port, work, retry, diary, concurrency, early, tell, mode, syncTimeout } = JSON.parse(
  process.argv[2],
);
const say = (message) => process.connected && process.send(message);
// Nobody is left behind when the parent is gone.
process.on("disconnect", () => process.exit(1));
/** Nothing more to say: the process ends by itself, or the test sees that it does not. */
const leave = () => {
  process.removeAllListeners("disconnect");
  process.disconnect();
};
process.on("uncaughtException", (error) => {
  say({ uncaught: String(error?.stack ?? error) });
  process.exitCode = 70;
  setTimeout(() => process.exit(), 50);
});

const resolved = resolveConfig({
  store,
  sources: { github: { provider: "github", secret, retry, mode, syncTimeout } },
  // The faults fill small disks to the last byte; test/backlog.test.ts is for what comes before.
  limits: { backlog: { disk: 0 } },
});
// Shorter leases than a config may ask for, so that a recovery is quick to watch.
const settings = { ...resolved, work: { ...resolved.work, poll: 50, ...work } };
const inbox = inboxOf(settings, {
  observer: {
    attempted: ({ delivery, outcome }) => tell && say({ attempted: { delivery, outcome } }),
    noticed: ({ level, code, message, cause }) => say({ noticed: { level, code, message, cause: String(cause) } }),
  },
});
inbox.onFatal((cause) => say({ fatal: cause.code ?? String(cause) }));

/** One line for each thing that happens: `what key attempt pid`. */
const note = (what, event, ctx) =>
  diary && appendFileSync(diary, `${what} ${event.key} ${ctx.attempt} ${process.pid}\n`);
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The body says what its handler does: `{ "do": "wait", "ms": 100 }`. */
const deeds = {
  exit: () => process.exit(3),
  block: ({ ms }) => {
    for (const until = Date.now() + ms; Date.now() < until; );
  },
  wait: ({ ms }) => wait(ms),
  fail: () => {
    throw new Error("told to fail");
  },
};

const runsOf = (key) => readFileSync(diary, "utf8").split(`start ${key} `).length - 1;

/** With `first`, only the first run of an event, of whatever process, does what its body says. */
async function handle(event, ctx) {
  note("start", event, ctx);
  const { do: deed, first, ...told } = event.payload;
  if (!first || runsOf(event.key) === 1) await deeds[deed]?.(told);
  note("end", event, ctx);
}

inbox.on("github", "*", handle, { concurrency });
/** The rule broken on purpose: answers first, and stores when it gets round to it. */
function createHasty() {
  return createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    response.writeHead(202, { "content-type": "application/json" }).end('{"status":"accepted","id":"evt_unknown"}');
    const body = Buffer.concat(chunks);
    await wait(5);
    inbox.receive({
      method: "POST",
      url: request.url,
      headers: request.rawHeaders,
      receivedAt: Date.now(),
      read: async () => body,
    });
  });
}

const answers = {
  health: () => inbox.health(),
  stats: () => inbox.archive.stats(),
  event: ({ id }) => inbox.archive.get(id),
};

function serve() {
  const server = early ? createHasty() : createListener(inbox).server;
  server.on("error", (error) => say({ uncaught: String(error) }));
  server.listen(port ?? 0, "127.0.0.1", () => say({ ready: server.address().port }));
  process.on("message", async (message) => {
    if (message.ask !== "stop") return say({ answer: await answers[message.ask](message) });
    server.close();
    server.closeIdleConnections();
    await inbox.stop();
    leave();
  });
}

inbox.start().then(serve, (error) => {
  const { name, code, message, advice } = error;
  say({ failed: { name, code, message, advice } });
  leave();
});
