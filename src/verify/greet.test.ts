import { createHash, createHmac, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parsePayload } from "../payload.ts";
import { findProvider } from "../providers/find.ts";
import { providers } from "../providers/index.ts";
import type { Inbound, Reply } from "../types.ts";
import { createVerifier, type VerifierSettings } from "./create.ts";
import { sign } from "./sign/sign.ts";
import { verify } from "./verify.ts";

const SECRET = "a secret of twenty-four!";

interface Ask {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

const inbound = ({ method = "GET", url = "/in/x", headers = [], body = "" }: Ask): Inbound => ({
  method,
  url,
  headers: body.startsWith("{") || body.startsWith("[") ? ["Content-Type", "application/json", ...headers] : headers,
  body: Buffer.from(body),
  receivedAt: 1_700_000_000_000,
});

const greet = (id: string, ask: Ask, settings: Partial<VerifierSettings> = {}): Reply | undefined => {
  const verifier = createVerifier(findProvider(id), { secrets: [SECRET], ...settings });
  const request = inbound(ask);
  expect(verifier.methods).toContain(request.method);
  return (
    verifier.greetUnsigned(request) ?? verifier.greetSigned(request, parsePayload(request.body, "application/json"))
  );
};

const hmac = (text: string, encoding: "hex" | "base64"): string =>
  createHmac("sha256", SECRET).update(text).digest(encoding);
const text = (body: string) => ({
  status: 200,
  headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
  body,
});
const json = (value: unknown) => ({
  status: 200,
  headers: { "content-type": "application/json", "x-content-type-options": "nosniff" },
  body: JSON.stringify(value),
});

describe("challenges are answered exactly", () => {
  it.each<[string, Ask, unknown, Partial<VerifierSettings>?]>([
    [
      "meta",
      { url: `/in/x?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${encodeURIComponent(SECRET)}` },
      text("1158201444"),
    ],
    [
      "meta",
      { url: "/in/x?hub.mode=subscribe&hub.challenge=1&hub.verify_token=mine" },
      text("1"),
      { options: { verifyToken: "mine" } },
    ],
    [
      "microsoft-graph",
      { method: "POST", url: "/in/x?validationToken=Validation%3A+Testing+client" },
      text("Validation: Testing client"),
    ],
    [
      "azure-event-grid",
      {
        method: "POST",
        url: "/in/x?code=s",
        headers: ["aeg-event-type", "SubscriptionValidation"],
        body: '[{"data":{"validationCode":"512d38b6-c7b8"}}]',
      },
      json({ validationResponse: "512d38b6-c7b8" }),
    ],
    [
      "azure-event-grid",
      { method: "OPTIONS", url: "/in/x?code=s", headers: ["WebHook-Request-Origin", "eventgrid.azure.net"] },
      { status: 200, headers: { "webhook-allowed-origin": "eventgrid.azure.net", "webhook-allowed-rate": "*" } },
    ],
    [
      "zoom",
      { method: "POST", body: '{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}' },
      json({ plainToken: "qgg8vlvZRS6UYooatFL8Aw", encryptedToken: hmac("qgg8vlvZRS6UYooatFL8Aw", "hex") }),
    ],
    [
      "x",
      { url: "/in/x?crc_token=MGM1NzA2YzctYjc2Ny00" },
      json({ response_token: `sha256=${hmac("MGM1NzA2YzctYjc2Ny00", "base64")}` }),
    ],
    ["dropbox", { url: "/in/x?challenge=abc123" }, text("abc123")],
    ["nylas", { url: "/in/x?challenge=abc123" }, text("abc123")],
    ["okta", { headers: ["X-Okta-Verification-Challenge", "q_9bJ"] }, json({ verification: "q_9bJ" })],
    [
      "braintree",
      { url: "/in/x?bt_challenge=20f9f8ed05f77439fe955c977e4c8a53" },
      text(
        `integration_public_key|${createHmac("sha1", createHash("sha1").update(SECRET).digest()).update("20f9f8ed05f77439fe955c977e4c8a53").digest("hex")}`,
      ),
      { options: { publicKey: "integration_public_key" } },
    ],
    [
      "ebay",
      { url: "/in/x?challenge_code=a8628072" },
      json({ challengeResponse: createHash("sha256").update("a8628072tokenhttps://h.example/in/x").digest("hex") }),
      { secrets: ["id:secret"], options: { verificationToken: "token", endpoint: "https://h.example/in/x" } },
    ],
    [
      "linkedin",
      { url: "/in/x?challengeCode=890e4665-4dfe" },
      json({ challengeCode: "890e4665-4dfe", challengeResponse: hmac("890e4665-4dfe", "hex") }),
    ],
    ["monday", { method: "POST", body: '{"challenge":"3eZbrw1aBm"}' }, json({ challenge: "3eZbrw1aBm" })],
    [
      "twitch",
      {
        method: "POST",
        headers: ["Twitch-Eventsub-Message-Type", "webhook_callback_verification"],
        body: '{"challenge":"pogchamp-kappa","subscription":{}}',
      },
      text("pogchamp-kappa"),
    ],
    ["trello", { method: "HEAD" }, { status: 200, headers: {} }],
    ["intercom", { method: "HEAD" }, { status: 200, headers: {} }],
    ["front", { method: "POST", headers: ["X-Front-Challenge", "c-1"], body: "{}" }, text("c-1")],
    [
      "discord",
      { method: "POST", body: '{"version":1,"type":0}' },
      { status: 204, headers: {} },
      { secrets: ["0".repeat(64)] },
    ],
    ["discord", { method: "POST", body: '{"type":1,"id":"1"}' }, json({ type: 1 }), { secrets: ["0".repeat(64)] }],
    [
      "xero",
      { method: "POST", body: '{"events":[],"firstEventSequence":0,"lastEventSequence":0,"entropy":"S"}' },
      { status: 200, headers: {} },
    ],
  ])("%s %j", (id, ask, expected, settings) => {
    expect(greet(id, ask, settings)).toEqual(expected);
  });
});

describe("a challenge is no oracle and no echo", () => {
  it.each<[string, string, Ask]>([
    [
      "zoom",
      "a body to be signed",
      { method: "POST", body: '{"event":"endpoint.url_validation","payload":{"plainToken":"v0:1700000000:{}"}}' },
    ],
    ["x", "JSON", { url: `/in/x?crc_token=${encodeURIComponent('{"tweet_create_events":[]}')}` }],
    ["x", "a list", { url: `/in/x?crc_token=${encodeURIComponent("[1,2,3,4,5]")}` }],
    ["linkedin", "JSON", { url: `/in/x?challengeCode=${encodeURIComponent("{}")}` }],
    ["dropbox", "a long text", { url: `/in/x?challenge=${"a".repeat(2_000)}` }],
    ["dropbox", "line breaks", { url: "/in/x?challenge=a%0D%0Ab" }],
    ["meta", "markup", { url: `/in/x?hub.challenge=%3Cscript%3E&hub.verify_token=${encodeURIComponent(SECRET)}` }],
  ])("%s refuses %s", (id, _, ask) => {
    expect(greet(id, ask)?.status).toBe(400);
  });

  it("Braintree's payload cannot be a challenge, X's body cannot be a token", async () => {
    const nonce = "20f9f8ed05f77439fe955c977e4c8a53";
    const key = createHash("sha1").update(SECRET).digest();
    const form = new URLSearchParams({
      bt_signature: `p|${createHmac("sha1", key).update(nonce).digest("hex")}`,
      bt_payload: nonce,
    });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    expect(await verify("braintree", { headers, body: form.toString() }, { secret: SECRET })).toMatchObject({
      ok: false,
      code: "SIGNATURE_UNSUPPORTED",
    });
    const token = "MGM1NzA2YzctYjc2Ny00";
    const signature = { "x-twitter-webhooks-signature": `sha256=${hmac(token, "base64")}` };
    expect(await verify("x", { headers: signature, body: token }, { secret: SECRET })).toMatchObject({
      ok: false,
      code: "SIGNATURE_UNSUPPORTED",
    });
  });

  it("a wrong verify token is 403", () => {
    expect(greet("meta", { url: "/in/x?hub.challenge=1&hub.verify_token=wrong" })?.status).toBe(403);
    expect(
      greet(
        "azure-event-grid",
        { method: "OPTIONS", headers: ["WebHook-Request-Origin", "evil.example"] },
        { options: { origin: ["eventgrid.azure.net"] } },
      )?.status,
    ).toBe(403);
  });

  it("an event never passes for a challenge", () => {
    expect(greet("monday", { method: "POST", body: '{"challenge":"x","event":{"type":"update"}}' })).toBeUndefined();
    expect(
      greet("microsoft-graph", { method: "POST", url: "/in/x?validationToken=t", body: '{"value":[]}' }),
    ).toBeUndefined();
    expect(
      greet(
        "discord",
        { method: "POST", body: '{"type":1,"event":{"type":"ENTITLEMENT_CREATE"}}' },
        { secrets: ["0".repeat(64)] },
      ),
    ).toBeUndefined();
    expect(
      greet("twitch", {
        method: "POST",
        headers: ["Twitch-Eventsub-Message-Type", "notification"],
        body: '{"challenge":"x"}',
      }),
    ).toBeUndefined();
    expect(greet("dropbox", { method: "GET" })).toBeUndefined();
  });

  it("Twitch's must be rightly signed, or not at all", async () => {
    const request = sign(
      "twitch",
      { body: '{"challenge":"c"}', headers: { "twitch-eventsub-message-type": "webhook_callback_verification" } },
      { secret: SECRET },
    );
    expect(await verify("twitch", request, { secret: SECRET })).toMatchObject({
      ok: true,
      reply: { status: 200, body: "c" },
    });
    const wrong = await verify("twitch", request, { secret: "another secret entirely" });
    expect(wrong).toMatchObject({ ok: false, code: "SIGNATURE_MISMATCH" });
    expect(wrong).not.toHaveProperty("reply");
  });

  it("Braintree's is answered with the public key of the secret", () => {
    const url = "/in/x?bt_challenge=20f9f8ed05f77439fe955c977e4c8a53";
    const reply = greet("braintree", { url }, { secrets: ["integration_public_key:integration_private_key"] });
    expect(reply).toEqual(text("integration_public_key|d9b899556c966b3f06945ec21311865d35df3ce4"));
  });

  it("verify() says that an unsigned one is no event, and hands over the answer", async () => {
    const result = await verify(
      "dropbox",
      { method: "GET", url: "https://h.example/?challenge=abc", headers: {} },
      { secret: SECRET },
    );
    expect(result).toMatchObject({ ok: false, code: "UNSIGNED_CHALLENGE", reply: { status: 200, body: "abc" } });
  });

  it("verify() answers a signed one only when it is signed", async () => {
    const body = JSON.stringify({ type: "url_verification", challenge: "3eZbrw1a" });
    const request = sign("slack", { body }, { secret: SECRET });
    expect(await verify("slack", request, { secret: SECRET })).toMatchObject({ ok: true, reply: { body: "3eZbrw1a" } });
    expect(await verify("slack", request, { secret: "another secret entirely" })).not.toHaveProperty("reply");
  });
});

describe("a handshake that hands over the secret", () => {
  const ask = { method: "POST", headers: ["X-Hook-Secret", "b537207f20cbfa02357cf448134da559"] };

  it("is read only while enrolment is open", () => {
    const open = createVerifier(findProvider("asana"), { secrets: [], enrols: true });
    expect(open.enrol?.(inbound(ask))).toEqual({
      secret: "b537207f20cbfa02357cf448134da559",
      reply: { status: 200, headers: { "x-hook-secret": "b537207f20cbfa02357cf448134da559" } },
    });
    const closed = createVerifier(findProvider("asana"), { secrets: [SECRET] });
    expect(closed.enrol).toBeUndefined();
    expect(closed.greetUnsigned(inbound(ask))).toBeUndefined();
    expect(closed.refuseUnread(ask.headers)).toMatchObject({ code: "SIGNATURE_MISSING" });
  });

  it("of Notion is the verification token alone", () => {
    const open = createVerifier(findProvider("notion"), { secrets: [], enrols: true });
    const body = '{"verification_token":"secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl"}';
    expect(open.enrol?.(inbound({ method: "POST", body }))?.secret).toMatch(/^secret_/);
    expect(
      open.enrol?.(inbound({ method: "POST", body: '{"verification_token":"secret_tMrlL1qK","id":"1"}' })),
    ).toBeUndefined();
  });
});

describe("AWS SNS", () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const certificate = publicKey.export({ type: "spki", format: "pem" }) as string;
  const topic = "arn:aws:sns:us-east-1:123456789012:mine";
  const privatePem = privateKey.export({ type: "pkcs8", format: "pem" }) as string;

  const receive = async (message: object, secrets = [topic]) => {
    const fetched: string[] = [];
    const fetchKey = async ({ url }: { url: string }) => {
      fetched.push(url);
      return { status: 200, body: certificate };
    };
    const verifier = createVerifier(findProvider("aws-sns"), { secrets, fetchKey });
    const { headers, body, method, url } = sign(
      "aws-sns",
      { body: JSON.stringify(message) },
      { secret: [topic, privatePem], now: 1_700_000_000_000 },
    );
    const request: Inbound = {
      method,
      url,
      headers: Object.entries(headers).flat(),
      body,
      receivedAt: 1_700_000_000_000,
    };
    const verdict = await verifier.verify(request);
    const reply = verdict.ok
      ? verifier.greetSigned(request, parsePayload(body, "text/plain; charset=UTF-8"))
      : undefined;
    return { verdict, reply, fetched };
  };

  const confirmation = {
    Type: "SubscriptionConfirmation",
    Token: "t",
    SubscribeURL: "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription",
  };

  it("confirms a subscription to a topic that is named, at AWS", async () => {
    const { reply, fetched } = await receive(confirmation);
    expect(reply?.status).toBe(200);
    expect(fetched).toEqual(["https://sns.us-east-1.amazonaws.com/hookinbox.pem", confirmation.SubscribeURL]);
  });

  it("calls no other address, and serves no other topic", async () => {
    const elsewhere = await receive({ ...confirmation, SubscribeURL: "https://169.254.169.254/latest" });
    expect(elsewhere.reply?.status).toBe(400);
    expect(elsewhere.fetched).toHaveLength(1);
    const other = await receive({ ...confirmation, TopicArn: "arn:aws:sns:us-east-1:666666666666:theirs" });
    expect(other.verdict).toMatchObject({ ok: false, code: "SIGNATURE_MISMATCH" });
    expect(other.fetched).toEqual([]);
  });

  it.each([
    "http://sns.us-east-1.amazonaws.com/a.pem",
    "https://sns.us-east-1.amazonaws.com.evil.example/a.pem",
    "https://evil.example/sns.us-east-1.amazonaws.com/a.pem",
    "https://sns.us-east-1.amazonaws.com@evil.example/a.pem",
    "https://sns.us-east-1.amazonaws.com:8443/a.pem",
    "https://snsXus-east-1.amazonaws.com/a.pem",
    "https://sns.us-east-1.amazonaws.com/a.txt",
    "not a url",
  ])("fetches no key from %s", async (SigningCertURL) => {
    const { verdict, fetched } = await receive({ SigningCertURL });
    expect(verdict).toMatchObject({ ok: false, code: "SIGNATURE_MALFORMED" });
    expect(fetched).toEqual([]);
  });
});

it("every greeting of every definition compiles, and its shape is bounded", () => {
  for (const { id, greetings = [] } of Object.values(providers)) {
    for (const { name, shape } of greetings) {
      if (shape !== undefined)
        expect({ id, name, shape }).toEqual({ id, name, shape: expect.stringMatching(/^\^.*\{\d+,\d+\}\$$/) });
    }
  }
});
