import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LongRun, startHookinbox } from "../../src/cli/process.fixture.ts";
import { freePort } from "../free-port.fixture.ts";

export const SECRET = "a-secret-of-the-test";

/** Handlers as a user would have them: one fails until somebody mends it. */
export const BROKEN = `export default {
  github: {
    "issues.opened": () => { throw new Error("relation \\"orders\\" does not exist"); },
    "issues.closed": () => {},
  },
};`;
export const MENDED = `export default { github: { "issues.opened": () => {}, "issues.closed": () => {} } };`;

export interface Rig {
  readonly admin: string;
  readonly ingest: string;
  readonly folder: string;
  /** As GitHub sends it; the status of the answer. */
  send(body: string | Uint8Array, options?: Sending): Promise<{ status: number; id: string | undefined }>;
  /** Stops it, and starts it with other handlers or another secret. */
  restart(change?: Change): Promise<void>;
  /** `SIGSTOP`: it keeps its connections, and says nothing any more. */
  signal(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

interface Change {
  readonly handlers?: string;
  readonly secret?: string;
  readonly env?: Record<string, string>;
}

export interface Sending {
  readonly secret?: string;
  readonly event?: string;
  readonly key?: string;
  readonly source?: string;
  readonly headers?: Record<string, string>;
}

let sent = 0;

/** `hookinbox serve` in a process and a folder of its own, at ports that stay. */
export async function startRig({
  env = {},
  handlers = BROKEN,
}: {
  env?: Record<string, string>;
  handlers?: string;
} = {}): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), "hookinbox-browser-"));
  const [port, adminPort] = [await freePort(), await freePort()];
  const ingest = `http://127.0.0.1:${port}`;
  let run: LongRun | undefined;

  let own = env;

  const write = (change: Change) => {
    own = { ...own, ...change.env };
    if (change.handlers !== undefined) writeFileSync(join(folder, "handlers.mjs"), change.handlers);
    if (change.secret !== undefined) writeFileSync(join(folder, "hookinbox.config.json"), configWith(change.secret));
  };
  const start = async () => {
    run = startHookinbox(folder, ["serve", "--port", String(port), "--admin-port", String(adminPort)], own);
    await run.saying(/ready/);
  };
  const stop = async () => {
    run?.kill();
    await run?.ended;
    run = undefined;
  };
  write({ handlers, secret: SECRET });
  await start();
  return {
    admin: `http://127.0.0.1:${adminPort}`,
    ingest,
    folder,
    start,
    stop,
    signal: (signal) => run?.kill(signal),
    async send(
      body,
      { secret = SECRET, event = "issues", key = `key-${++sent}`, source = "github", headers = {} } = {},
    ) {
      const signature = createHmac("sha256", secret).update(body).digest("hex");
      const response = await fetch(`${ingest}/in/${source}`, {
        method: "POST",
        body: body as string,
        headers: {
          "content-type": "application/json",
          "x-github-event": event,
          "x-github-delivery": key,
          "x-hub-signature-256": `sha256=${signature}`,
          ...headers,
        },
      });
      const answer = (await response.json().catch(() => ({}))) as { id?: string };
      return { status: response.status, id: answer.id };
    },
    async restart(change = {}) {
      await stop();
      write(change);
      await start();
    },
    async close() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const configWith = (secret: string): string =>
  JSON.stringify({
    store: "sqlite:./inbox.db",
    sources: {
      github: { provider: "github", secret },
      lab: { provider: "none", allowUnverified: true },
    },
    handlers: "./handlers.mjs",
    work: { retry: ["100ms"], poll: 50 },
    log: { level: "warn" },
  });
