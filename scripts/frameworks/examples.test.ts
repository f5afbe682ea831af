import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { curlIn, paste } from "../../test/docs/paste.fixture.ts";
import { freePort } from "../../test/free-port.fixture.ts";
import { hasExample } from "./examples.mjs";

/** Each example that brings its own packages, installed by scripts/frameworks.mjs: `npm start`, as a reader would. */

const { FRAMEWORKS = "", FRAMEWORKS_HOME = "" } = process.env;
/** For a build, in ms: they take a minute where the machine is small. */
const PATIENCE = 300_000;

/** In a group of its own, which gets Ctrl-C as from a terminal. What vitest says of itself is no business of a build's. */
function npmStart(folder: string, port: number) {
  const { NODE_ENV: _, VITEST: __, ...env } = process.env;
  const child = spawn("npm", ["start"], {
    cwd: folder,
    env: { ...env, PORT: String(port), ASTRO_TELEMETRY_DISABLED: "1", CI: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (part) => (text += part));
  let ended = false;
  // Once each process that holds its output has ended.
  child.once("close", () => (ended = true));
  return {
    output: () => text,
    ended: () => ended,
    signal: (name: NodeJS.Signals) => !ended && process.kill(-(child.pid ?? 0), name),
  };
}

describe.each(FRAMEWORKS.split(",").filter(hasExample))("the example of %s", (name) => {
  const folder = join(FRAMEWORKS_HOME, "examples", name);

  test("is built and started, takes the event that it prints once, and stops", { timeout: 2 * PATIENCE }, async () => {
    const port = await freePort();
    const ask = (path: string, options?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, options);
    const app = npmStart(folder, port);
    try {
      const answers = () => ask("/").then(() => true, app.ended);
      await expect.poll(answers, { timeout: PATIENCE, interval: 250 }).toBe(true);
      expect(app.ended(), app.output()).toBe(false);
      expect(await (await ask("/")).text()).toContain("the rest of the app");

      // Once: a build that loads the routes must not start an inbox.
      expect(app.output().match(/listening on port/g)).toHaveLength(1);
      // A copy that a build makes lacks what is loaded by name: on Node 20 and 22, the SQLite.
      expect(existsSync(join(folder, ".output/server/node_modules/hookinbox"))).toBe(false);
      const curl = curlIn(app.output());
      const forged = paste(curl.replace(/sha256=\w{4}/, "sha256=0000"));
      expect(forged.status, forged.body).toBe("401");
      const first = paste(curl);
      expect(first.status, first.body).toBe("202");
      expect(first.body).toContain('"status":"accepted"');
      expect(paste(curl).body).toContain('"status":"duplicate"');
      await expect.poll(app.output, { timeout: 20_000 }).toMatch(/handled \S+: issues\.opened/);

      // The inbox's own words: that GitHub has no handshake by GET is not the framework's to say.
      const got = await ask("/webhooks/github");
      expect({ status: got.status, ...(await got.json()) }).toMatchObject({ status: 405, code: "METHOD_NOT_ALLOWED" });
      expect((await ask("/webhooks/github", { method: "HEAD" })).status).toBe(405);

      app.signal("SIGINT");
      await expect.poll(app.ended, { timeout: 20_000 }).toBe(true);
      // The inbox was stopped, and not torn away: its file has been closed.
      expect(existsSync(join(folder, "hookinbox.db"))).toBe(true);
      expect(existsSync(join(folder, "hookinbox.db-wal")), app.output()).toBe(false);
      expect(app.output().match(/handled /g)).toHaveLength(1);
    } finally {
      app.signal("SIGKILL");
    }
  });
});
