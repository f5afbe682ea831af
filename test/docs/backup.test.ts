import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createInbox, type Inbox } from "../../src/index.ts";
import { type Consumer, createConsumer } from "./consumer.fixture.ts";
import { pageText } from "./snippets.ts";

/** docs/operations.md: a copy made while the store is in use is a whole store. */

const SECRET = "only for this test";
let consumer: Consumer;
beforeAll(() => {
  consumer = createConsumer();
});
afterAll(() => consumer.remove());

const inboxAt = (path: string): Inbox =>
  createInbox({
    store: `sqlite:${path}`,
    sources: { github: { provider: "github", secret: SECRET } },
    log: { level: "silent" },
  });

async function send(inbox: Inbox, id: string): Promise<number> {
  const body = `{"n":"${id}"}`;
  const headers = {
    "content-type": "application/json",
    "x-github-event": "ping",
    "x-github-delivery": id,
    "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
  };
  return (await inbox.fetch(new Request("http://localhost/in/github", { method: "POST", headers, body }))).status;
}

/** As the sqlite3 program does: two copies of SQLite in one process undo each other's locks. */
const inAnotherProcess = (path: string, sql: string) =>
  promisify(execFile)(process.execPath, [
    "-e",
    'const [path, sql] = process.argv.slice(1); new (require("@photostructure/sqlite").DatabaseSync)(path, { readOnly: true }).exec(sql)',
    path,
    sql,
  ]);

test("VACUUM INTO, while events come in, makes a store that can be started", async () => {
  const path = join(consumer.folder, "inbox.db");
  const copy = join(consumer.folder, "copy.db");
  const inbox = inboxAt(path);
  await inbox.start();
  for (let i = 0; i < 20; i++) expect(await send(inbox, `before-${i}`)).toBe(202);

  const sql = /"(VACUUM INTO '[^']+')"/.exec(pageText("docs/operations.md"))?.[1];
  const during = Promise.all(Array.from({ length: 20 }, (_, i) => send(inbox, `during-${i}`)));
  await inAnotherProcess(path, sql?.replace(/'[^']+'/, `'${copy}'`) ?? "");
  await during;
  await inbox.stop();

  expect(existsSync(copy)).toBe(true);
  const restored = inboxAt(copy);
  await restored.start();
  expect((await restored.archive.stats()).events).toBeGreaterThanOrEqual(20);
  // A repeat of what was there is known; what is new is taken.
  expect(await send(restored, "before-3")).toBe(202);
  expect(await send(restored, "after")).toBe(202);
  const { items } = await restored.archive.list({ q: "before-3" });
  expect(items).toHaveLength(1);
  await restored.stop();
});
