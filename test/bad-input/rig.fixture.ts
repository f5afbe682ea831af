import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { httpText, type RawAnswer, rawClient } from "../../src/adapters/raw-socket.fixture.ts";
import { type Config, createInbox, type HandledEvent, type Inbox } from "../../src/index.ts";
import { serve } from "../../src/server/serve.ts";

export const SECRET = "It's a Secret to Everybody";
export const FORM_SECRET = "the-shared-key-of-the-site";

/** A server with a SQLite store and real sockets, its limits small so that they are met quickly. */
export interface Rig {
  readonly inbox: Inbox;
  readonly ingest: string;
  readonly admin: string;
  /** What handlers were given. */
  readonly handled: HandledEvent[];
  /** Sends bytes as they are, and gives the answer. */
  wire(...parts: (string | Uint8Array)[]): Promise<RawAnswer>;
  /** Sends a signed GitHub request; headers laid over it, `undefined` leaves one out. */
  github(body: string | Uint8Array, over?: Record<string, string | undefined>): Promise<RawAnswer>;
  /** Sends a signed Chargify form. */
  chargify(form: string): Promise<RawAnswer>;
  /** The server still takes, keeps and handles a good request, and has kept nothing but what it answered 2xx. */
  well(): Promise<void>;
  close(): Promise<void>;
}

export const LIMITS = { maxBody: 64 * 1024, requestTimeout: 400, headersTimeout: 300 };

let n = 0;

export async function startRig(config: Partial<Config> = {}): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), "hookinbox-bad-input-"));
  const { maxBody, requestTimeout, headersTimeout } = LIMITS;
  const inbox = createInbox({
    store: `sqlite:${join(folder, "inbox.db")}`,
    sources: {
      github: { provider: "github", secret: SECRET, maxBody },
      chargify: { provider: "chargify", secret: FORM_SECRET, maxBody, path: "/api/customer_signup/" },
      open: { provider: "none", maxBody },
    },
    limits: { requestTimeout, headersTimeout, quarantineRate: 1_000 },
    work: { poll: 20, retry: [] },
    ...config,
  });
  const handled: HandledEvent[] = [];
  for (const source of inbox.settings.sources.keys()) inbox.on(source, "*", (event) => void handled.push(event));
  const served = await serve(inbox, { host: "127.0.0.1", port: 0, adminPort: 0, work: true });
  let taken = 0;

  async function wire(...parts: (string | Uint8Array)[]): Promise<RawAnswer> {
    const client = await rawClient(served.ingest);
    for (const part of parts) client.write(part);
    const answer = await client.answer();
    client.socket.destroy();
    if (answer.status < 300 && answer.body.includes('"accepted"')) taken += 1;
    return answer;
  }

  const rig: Rig = {
    inbox,
    ingest: served.ingest,
    admin: served.admin,
    handled,
    wire,
    github: (body, over) => wire(httpText("POST /in/github", githubHeaders(body, over)), body),
    chargify: (form) => wire(httpText("POST /api/customer_signup", formHeaders(form)), form),
    async well() {
      const answer = await rig.github(`{"action":"opened","good":${++n}}`);
      if (answer.status !== 202) throw new Error(`a good request was answered ${answer.status}: ${answer.body}`);
      const { id } = JSON.parse(answer.body) as { id: string };
      for (let tries = 0; !handled.some((event) => event.id === id); tries += 1) {
        if (tries > 250) throw new Error("a good event was not handled");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const { events } = await inbox.archive.stats();
      if (events !== taken) throw new Error(`${taken} requests were accepted, ${events} events are kept`);
    },
    async close() {
      await served.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return rig;
}

export function githubHeaders(body: string | Uint8Array, over: Record<string, string | undefined> = {}): string[] {
  const headers: Record<string, string | undefined> = {
    Host: "inbox",
    "Content-Type": "application/json",
    "Content-Length": String(Buffer.byteLength(body)),
    "X-GitHub-Event": "issues",
    "X-GitHub-Delivery": `d-${++n}`,
    "X-Hub-Signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
    ...over,
  };
  return Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
}

function formHeaders(form: string): string[] {
  const signature = createHmac("sha256", FORM_SECRET).update(form).digest("hex");
  return [
    ...["Host", "inbox", "Content-Type", "application/x-www-form-urlencoded"],
    ...["Content-Length", String(Buffer.byteLength(form)), "X-Chargify-Webhook-Id", `c-${++n}`],
    ...["X-Chargify-Webhook-Signature-Hmac-Sha-256", signature],
  ];
}

export const codeOf = (answer: RawAnswer): string => (JSON.parse(answer.body) as { code: string }).code;
