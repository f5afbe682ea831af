import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { createInbox } from "../../src/index.ts";
import { SECRET } from "./child.fixture.ts";

const HOUR = 3_600_000;

/**
 * A laptop that sleeps, a virtual machine that is paused, a clock that is set: the lease is over by the clock, while its
 * handler runs on in this very process. Its delivery is given out again, to the same worker.
 */
test("a clock that jumps while a handler runs costs no place at work", async () => {
  let jumped = 0;
  const inbox = createInbox(
    {
      store: "memory:",
      sources: { github: { provider: "github", secret: SECRET } },
      work: { poll: 20 },
      log: { level: "silent" },
    },
    { clock: () => Date.now() + jumped },
  );
  const begun: string[] = [];
  const open: (() => void)[] = [];
  // Two at once; each run waits to be let go.
  inbox.on(
    "github",
    "*",
    (event) => {
      begun.push(String(event.key));
      return new Promise<void>((resolve) => open.push(resolve));
    },
    { concurrency: 2 },
  );
  await inbox.start();
  const send = async (key: string) => {
    const body = "{}";
    const signature = createHmac("sha256", SECRET).update(body).digest("hex");
    const headers = {
      "content-type": "application/json",
      "x-github-event": "push",
      "x-github-delivery": key,
      "x-hub-signature-256": `sha256=${signature}`,
    };
    const response = await inbox.fetch(new Request("http://localhost/in/github", { method: "POST", body, headers }));
    return ((await response.json()) as { id: string }).id;
  };
  const state = async (id: string) => (await inbox.archive.get(id))?.state;

  const id = await send("a");
  await expect.poll(() => begun).toEqual(["a"]);
  jumped = HOUR;
  await expect.poll(() => begun).toEqual(["a", "a"]);
  open[1]?.();
  await expect.poll(() => state(id)).toBe("done");
  // The first run ends too late, and is not written.
  open[0]?.();
  const [delivery] = (await inbox.archive.get(id))?.deliveries ?? [];
  expect(delivery?.attempts.map(({ outcome }) => outcome)).toEqual(["crashed", "done"]);

  await Promise.all([send("b"), send("c")]);
  await expect.poll(() => begun.slice(2).sort()).toEqual(["b", "c"]);
  for (const letGo of open) letGo();
  await inbox.stop();
});
