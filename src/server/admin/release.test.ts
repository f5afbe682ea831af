import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { hookinbox } from "../../cli/run.fixture.ts";
import { createInbox, type Inbox } from "../../inbox.ts";
import { type Served, serve } from "../serve.ts";

const RIGHT = "the secret that the provider has";
const TOKEN = "the-token-of-the-admin-API-long";

const open = (folder: string, secret: string, token?: string): Inbox =>
  createInbox(
    {
      store: `sqlite:${join(folder, "inbox.db")}`,
      sources: { github: { provider: "github", secret }, other: { provider: "stripe", secret } },
      admin: { token },
      work: { poll: 20 },
    },
    { observer: {} },
  );

const signed = (n: number, secret = RIGHT): Request => {
  const body = `{"action":"opened","n":${n}}`;
  const headers = {
    "content-type": "application/json",
    "x-github-event": "issues",
    "x-github-delivery": `d-${n}`,
    "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
  };
  return new Request("http://localhost/in/github", { method: "POST", headers, body });
};

/** A folder whose quarantine holds two requests that were right, one of them twice, and a forged one. */
async function quarantine(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "hookinbox-release-"));
  const inbox = open(folder, "a wrong secret, set by mistake");
  await inbox.start();
  for (const request of [signed(1), signed(2), signed(1), signed(3, "forged forged forged")])
    expect((await inbox.fetch(request)).status).toBe(401);
  await vi.waitFor(async () => expect((await inbox.archive.quarantined({})).items).toHaveLength(4), 5_000);
  await inbox.stop();
  return folder;
}

interface Rig {
  readonly served: Served;
  readonly inbox: Inbox;
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

async function rig(token?: string): Promise<Rig> {
  const folder = await quarantine();
  const inbox = open(folder, RIGHT, token);
  const served = await serve(inbox, { host: "127.0.0.1", port: 0, adminPort: 0, work: true });
  return {
    served,
    inbox,
    post: (body, headers = {}) =>
      fetch(`${served.admin}/api/quarantine/release`, {
        method: "POST",
        body: typeof body === "string" ? body : JSON.stringify(body),
        headers: { "content-type": "application/json", ...headers },
      }),
    async close() {
      await served.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

describe("POST /api/quarantine/release", () => {
  let { post, inbox, served, close } = {} as Rig;
  beforeAll(async () => {
    ({ post, inbox, served, close } = await rig());
  });
  afterAll(() => close());

  const left = async () => (await inbox.archive.quarantined({})).items.length;

  test("previews: says what would be, and changes nothing", async () => {
    const response = await post({ source: "github", preview: true });
    expect([response.status, await response.json()]).toEqual([
      200,
      {
        source: "github",
        examined: 4,
        accepted: 3,
        duplicates: 0,
        refused: { SIGNATURE_MISMATCH: 1 },
        preview: true,
      },
    ]);
    expect([await left(), (await inbox.archive.list({ limit: 10 })).items.length]).toEqual([4, 0]);
  });

  test.each([
    [{ source: "nobody" }, 404, "NOT_FOUND"],
    [{}, 400, "QUERY_INVALID"],
    [{ source: "" }, 400, "QUERY_INVALID"],
    [{ source: ["github"] }, 400, "QUERY_INVALID"],
    [{ source: "github", preveiw: true }, 400, "QUERY_INVALID"],
    [{ source: "github", preview: "yes" }, 400, "QUERY_INVALID"],
    ["{", 400, "QUERY_INVALID"],
    ["", 400, "QUERY_INVALID"],
    [`{"source":"github"}${" ".repeat(20_000)}`, 413, "BODY_TOO_LARGE"],
  ])("what is not understood releases nothing: case %#", async (body, status, code) => {
    const response = await post(body);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
    expect(await left()).toBe(4);
  });

  test("a body that is not said to be JSON releases nothing, whatever it holds", async () => {
    expect((await post({ source: "github" }, { "content-type": "text/plain" })).status).toBe(415);
    expect([
      (await post("source=github", { "content-type": "application/x-www-form-urlencoded" })).status,
      await left(),
    ]).toEqual([415, 4]);
  });

  test("another site's page cannot", async () => {
    expect((await post({ source: "github" }, { origin: "https://evil.example" })).status).toBe(403);
    expect((await post({ source: "github" }, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect(await left()).toBe(4);
  });

  test("the command line asks for it with --admin-url", async () => {
    const args = ["--preview", "--json", "--admin-url", served.admin];
    const ran = await hookinbox(tmpdir(), "quarantine", "release", "--source", "github", ...args);
    expect([ran.code, ran.stdout]).toEqual([0, expect.stringContaining('"accepted":3')]);
    expect(ran.stderr).toContain("with the secrets that it was started with");
    expect(await hookinbox(tmpdir(), "quarantine", "release", "--source", "githb", ...args)).toMatchObject({ code: 2 });
    expect(await left()).toBe(4);
  });

  test("accepts what verifies now, once each, oldest first; the forged one stays", async () => {
    const response = await post({ source: "github" });
    expect(await response.json()).toMatchObject({ examined: 4, accepted: 2, duplicates: 1, preview: false });
    const { items } = await inbox.archive.list({ limit: 10 });
    expect(items.map(({ key }) => key)).toEqual(["d-2", "d-1"]);
    expect(await left()).toBe(1);
    expect(await (await post({ source: "github" })).json()).toMatchObject({ examined: 1, accepted: 0 });
    expect(await (await post({ source: "other" })).json()).toMatchObject({ examined: 0, refused: {} });
  });

  test("a released event tells that it was refused, why, and when it was released; another says nothing of it", async () => {
    const story = async (id: string) =>
      (await (await fetch(`${served.admin}/api/events/${id}`)).json()) as { released: object | null };
    const { items } = await inbox.archive.list({ limit: 10 });
    for (const { id, receivedAt } of items) {
      const { released } = await story(id);
      expect(released).toEqual({ at: expect.any(Number), reason: "SIGNATURE_MISMATCH" });
      expect((released as { at: number }).at).toBeGreaterThan(receivedAt);
    }
    const { id } = (await (await inbox.fetch(signed(9))).json()) as { id: string };
    expect((await story(id)).released).toBeNull();
  });

  test("the log of actions has each release with its source and counts, and no preview", async () => {
    const { items } = (await (await fetch(`${served.admin}/api/audit`)).json()) as { items: object[] };
    const release = (subject: string, accepted: number, duplicates: number) =>
      expect.objectContaining({ action: "release", subject, detail: { accepted, duplicates } });
    expect(items).toEqual([release("other", 0, 0), release("github", 0, 0), release("github", 2, 1)]);
  });
});

test("it wants the token where one is set", async () => {
  const { post, inbox, close } = await rig(TOKEN);
  try {
    expect((await post({ source: "github" })).status).toBe(401);
    expect((await post({ source: "github" }, { authorization: "Bearer wrong" })).status).toBe(401);
    expect((await inbox.archive.quarantined({})).items).toHaveLength(4);
    const response = await post({ source: "github" }, { authorization: `Bearer ${TOKEN}` });
    expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ accepted: 2 })]);
  } finally {
    await close();
  }
});
