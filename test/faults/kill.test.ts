import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePort } from "../free-port.fixture.ts";
import { audit } from "./audit.fixture.ts";
import { endChildren, spawnInbox, startInbox } from "./child.fixture.ts";
import { startProvider } from "./provider.fixture.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hookinbox-kill-"));
});
afterEach(async () => {
  await endChildren();
  await rm(folder, { recursive: true, force: true });
});

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const between = (least: number, most: number) => least + Math.random() * (most - least);

/** Kills under load `cycles` times, then lets it end what is left; gives what the audit finds. */
async function killing(cycles: number, { early = false } = {}) {
  const file = join(folder, "inbox.db");
  const diary = join(folder, "diary");
  const port = await freePort();
  const options = { file, diary, port, early, work: { lease: 500 } };
  const provider = startProvider(`http://127.0.0.1:${port}`);
  for (let cycle = 0; cycle < cycles; cycle++) {
    // One in five is killed while it starts: recovery and migration must bear that as well.
    const starting = cycle % 5 === 4;
    const inbox = starting ? spawnInbox(options) : await startInbox(options);
    await wait(between(30, 300));
    await inbox.kill();
  }
  const inbox = await startInbox(options);
  await provider.stop();
  await expect
    .poll(
      async () => {
        const { pending, running } = (await inbox.ask("stats")).deliveries;
        return pending + running;
      },
      { timeout: 20_000, interval: 100 },
    )
    .toBe(0);
  expect(await inbox.stop()).toBe(0);
  return { provider, found: await audit(file, provider.acked, diary) };
}

test("killed 50 times under load: every 2xx is in the store with its bytes, once, and is handled", async () => {
  const { provider, found } = await killing(50);
  expect(provider.odd).toEqual([]);
  expect(provider.acked.length).toBeGreaterThan(500);
  expect(provider.cuts()).toBeGreaterThan(50);
  expect(found).toEqual({
    lost: [],
    changed: [],
    renamed: [],
    doubled: [],
    // Nothing is dead either: none of them ever did harm.
    undone: [],
    unhandled: [],
    rows: provider.acked.length,
  });
  console.log(`${provider.acked.length} events, ${provider.cuts()} cut connections`);
}, 180_000);

test("control: an inbox that answers before it stores is found out", async () => {
  const { provider, found } = await killing(4, { early: true });
  expect(provider.acked.length).toBeGreaterThan(20);
  expect(found.lost.length).toBeGreaterThan(0);
}, 60_000);
