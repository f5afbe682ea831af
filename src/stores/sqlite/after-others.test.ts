import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sqliteStore } from "./index.ts";

/** How many threads of this process let others go first. */
const later = (): number =>
  readdirSync("/proc/self/task").filter((tid) => {
    const stat = readFileSync(`/proc/self/task/${tid}/stat`, "latin1");
    // Counted from the last ")": a thread's name may hold blanks. The 19th field is its nice value.
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]) === 10;
  }).length;

test.runIf(process.platform === "linux")(
  "one thread lets the others go first: that which answers an admin",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "hookinbox-later-"));
    const before = later();
    const store = sqliteStore({ path: join(folder, "inbox.db"), search: true });
    await store.open();
    await store.list({});
    try {
      expect(later() - before).toBe(1);
    } finally {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
