import { afterAll, beforeAll, expect, test } from "vitest";
import { createInbox } from "../../inbox.ts";
import { headersFor } from "../../listen/deliver.ts";
import { sign } from "../../verify/sign/sign.ts";
import { verify } from "../../verify/verify.ts";
import { type Served, serve } from "../serve.ts";

const SECRET = Buffer.from("only this test knows it, and it is long").toString("base64");
const BODY = '{"type":"message","id":"1"}';
const sources = {
  teams: { provider: "ms-teams", secret: SECRET },
  vonage: { provider: "vonage", secret: SECRET },
  basic: { provider: { id: "basic", name: "Basic", signature: { scheme: "basic" } }, secret: `me:${SECRET}` },
} as const;

const inbox = createInbox({ store: "memory:", sources, log: { level: "silent" } });
let served: Served;
beforeAll(async () => {
  served = await serve(inbox, { host: "127.0.0.1", port: 0, adminPort: 0, work: false });
});
afterAll(() => served.close());

async function shownOf(source: string, headers: Record<string, string>) {
  const answer = await fetch(`${served.ingest}/in/${source}`, { method: "POST", headers, body: BODY });
  const { id, code } = (await answer.json()) as { id?: string; code?: string };
  if (id === undefined) return { code, headers: [] };
  const shown = await (await fetch(`${served.admin}/api/events/${id}`)).json();
  return shown as { headers: string[]; provider: string | null };
}
const signed = (provider: string, source: string) =>
  sign(provider, { url: `${served.ingest}/in/${source}`, body: BODY }, { secret: SECRET });

test("what signs one request is shown wherever it stands: who listens can verify it", async () => {
  const { headers } = await shownOf("teams", signed("ms-teams", "teams").headers);
  const passedOn = headersFor({ headers, body: Buffer.from(BODY) }, "evt_1", []);
  const pairs = Array.from({ length: passedOn.length / 2 }, (_, i) => [passedOn[2 * i], passedOn[2 * i + 1]]);
  const request = { url: "/", headers: Object.fromEntries(pairs) as Record<string, string>, body: BODY };
  expect(await verify("ms-teams", request, { secret: SECRET })).toMatchObject({ ok: true });
});

test("a password is shown nowhere, and neither is a token", async () => {
  const basic = `Basic ${Buffer.from(`me:${SECRET}`).toString("base64")}`;
  for (const [source, headers] of [
    ["basic", { authorization: basic }],
    ["vonage", signed("vonage", "vonage").headers],
  ] as const) {
    const shown = await shownOf(source, headers);
    expect(shown).not.toMatchObject({ headers: [] });
    expect(JSON.stringify(shown.headers).toLowerCase()).not.toMatch(/"authorization","(?!\[redacted\])/);
  }
});

test("what failed verification may hold anybody's password there", async () => {
  expect(await shownOf("teams", { authorization: "Basic bWU6c2VjcmV0" })).toMatchObject({ headers: [] });
  const newest = async () => (await inbox.archive.quarantined({ source: "teams", limit: 1 })).items[0]?.id;
  await expect.poll(newest).toBeDefined();
  const refused = await (await fetch(`${served.admin}/api/quarantine/${await newest()}`)).text();
  expect(refused).toContain("[redacted]");
  expect(refused).not.toContain("bWU6c2VjcmV0");
});

test("an event says whose definition its source goes by", async () => {
  expect(await shownOf("teams", signed("ms-teams", "teams").headers)).toMatchObject({ provider: "ms-teams" });
});
