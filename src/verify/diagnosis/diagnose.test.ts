import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { findProvider } from "../../providers/find.ts";
import { createVerifier } from "../create.ts";
import type { VerifyOptions } from "../judge.ts";
import { sign } from "../sign/sign.ts";
import { verify } from "../verify.ts";

const SECRET = "a secret of twenty-four!";
const NOW = 1_700_000_000_000;

/** What `verify` says of a request that was signed one way and came another. */
async function causeOf(
  id: string,
  change: {
    body?: string;
    url?: string;
    headers?: Record<string, string>;
    secret?: string;
    sent?: string;
    calls?: string;
    type?: string;
  },
  settings: Partial<VerifyOptions> = {},
) {
  const body = change.sent ?? '{"a":1,"b":"é/x","c":[1,2]}';
  const headers: Record<string, string> = change.type ? { "content-type": change.type } : {};
  const options = Object.fromEntries(Object.entries(settings).filter(([name]) => name !== "publicUrl"));
  const request = sign(
    id,
    { body, headers, url: change.calls ?? "https://hooks.example/in/x" },
    { secret: change.secret ?? SECRET, now: NOW, ...options },
  );
  const came = {
    ...request,
    ...(change.body !== undefined && { body: change.body }),
    ...(change.url && { url: change.url }),
    headers: { ...request.headers, ...change.headers },
  };
  const result = await verify(id, came, { secret: SECRET, now: NOW, ...settings });
  if (result.ok) throw new Error("was accepted");
  const text = JSON.stringify(result);
  for (const value of Object.values(request.headers)) {
    const signature = /[0-9a-f]{40,}|[A-Za-z0-9+/]{27,}=/.exec(value)?.[0];
    if (signature && !JSON.stringify(came).includes(signature)) expect(text).not.toContain(signature);
  }
  expect(text).not.toContain(SECRET);
  return { cause: result.cause, message: result.message, advice: result.advice };
}

describe("a body that was changed on its way", () => {
  const sent = '{"a":1,"b":"é/x","c":[1,2]}';
  it.each([
    ["spaces of Python", '{"a": 1, "b": "é/x", "c": [1, 2]}', "body-reserialised"],
    ["indentation", JSON.stringify(JSON.parse(sent), null, 2), "body-reserialised"],
    ["\\u escapes", '{"a":1,"b":"\\u00e9/x","c":[1,2]}', "body-reserialised"],
    ["escaped slashes", '{"a":1,"b":"é\\/x","c":[1,2]}', "body-reserialised"],
    ["a newline", `${sent}\n`, "trailing-newline"],
  ])("%s", async (_, body, cause) => {
    expect(await causeOf("github", { sent, body })).toMatchObject({
      cause,
      advice: expect.stringContaining("raw bytes"),
    });
    expect(await causeOf("github", { sent: body, body: sent })).toMatchObject({ cause });
  });

  it("names the order of keys", async () => {
    const found = await causeOf("stripe", { sent: '{"a":1,"b":2}', body: '{"b":2,"a":1}' });
    expect(found).toMatchObject({ cause: "body-reserialised", message: expect.stringContaining("another order") });
  });

  it("names a form that was encoded again", async () => {
    const type = "application/x-www-form-urlencoded";
    const found = await causeOf("chargify", { type, sent: "id=1&payload[a]=b c", body: "id=1&payload%5Ba%5D=b c" });
    expect(found).toMatchObject({ cause: "form-reencoded", message: expect.stringContaining("%5B") });
  });
});

describe("a secret that is not the one", () => {
  it("of a sender that uses it whole", async () => {
    const request = sign(
      "standard-webhooks",
      { body: "{}" },
      { secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", now: NOW },
    );
    const id = request.headers["webhook-id"];
    const whole = createHmac("sha256", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
      .update(`${id}.${NOW / 1000}.{}`)
      .digest("base64");
    const headers = { ...request.headers, "webhook-signature": `v1,${whole}` };
    const result = await verify(
      "standard-webhooks",
      { ...request, headers },
      { secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", now: NOW },
    );
    expect(result).toMatchObject({ ok: false, cause: "secret-encoding" });
  });

  it("with quotes around it", async () => {
    const request = sign("github", { body: "{}" }, { secret: SECRET });
    expect(await verify("github", request, { secret: `"${SECRET}"` })).toMatchObject({
      ok: false,
      cause: "secret-padding",
    });
    expect(await verify("github", request, { secret: `${SECRET}\n` })).toMatchObject({
      ok: false,
      cause: "secret-padding",
    });
  });

  it("of another source", () => {
    const request = sign("github", { body: "{}" }, { secret: "the secret of the live source" });
    const settings = { secrets: [SECRET], otherSecrets: { live: ["the secret of the live source"] } };
    const headers = Object.entries(request.headers).flat();
    const verdict = createVerifier(findProvider("github"), settings).verify({ ...request, headers, receivedAt: NOW });
    expect(verdict).toMatchObject({ ok: false, cause: "other-secret", message: expect.stringContaining('"live"') });
  });

  it("of the other mode, where the body says its own", async () => {
    const body = '{"id":"evt_1","livemode":false}';
    expect(await causeOf("stripe", { secret: "of another endpoint entirely", sent: body })).toMatchObject({
      cause: "mode",
    });
  });
});

describe("a signature that is written otherwise", () => {
  const hmac = (encoding: "hex" | "base64", hash = "sha256") => createHmac(hash, SECRET).update("{}").digest(encoding);
  it.each([
    ["github", { "x-hub-signature-256": `sha256=${hmac("base64")}` }, "signature-encoding"],
    ["github", { "x-hub-signature-256": hmac("hex") }, "signature-encoding"],
    ["github", { "x-hub-signature-256": `sha256=${hmac("hex").toUpperCase()}` }, "signature-encoding"],
    ["shopify", { "x-shopify-hmac-sha256": hmac("hex") }, "signature-encoding"],
    ["github", { "x-hub-signature-256": `sha256=${hmac("hex", "sha1")}` }, "hash"],
    ["convoy", { "x-convoy-signature": hmac("base64") }, "signature-encoding"],
  ])("%s %j", async (id, headers, cause) => {
    expect(
      await verify(id, { headers: headers as unknown as Record<string, string>, body: "{}" }, { secret: SECRET }),
    ).toMatchObject({ ok: false, cause });
  });
});

describe("an address that differs behind a proxy", () => {
  it.each([
    ["the scheme", "https://hooks.example/in/x", "http://hooks.example/in/x", {}],
    ["the port", "https://hooks.example/in/x", "https://hooks.example:8420/in/x", {}],
    ["the host", "https://hooks.example/in/x", "http://10.0.0.7:8420/in/x", { "x-forwarded-host": "hooks.example" }],
    ["a slash", "https://hooks.example/in/x/", "https://hooks.example/in/x", {}],
  ])("names %s", async (_, calls, url, headers) => {
    for (const id of ["square", "trello"]) {
      const found = await causeOf(id, { calls, url, headers: headers as Record<string, string> });
      expect(found).toMatchObject({
        cause: "url",
        message: expect.stringContaining(calls),
        advice: expect.stringContaining("publicUrl"),
      });
    }
  });
});

describe("a request of somebody else", () => {
  it("names the provider whose header it carries", async () => {
    const request = sign("stripe", { body: "{}" }, { secret: SECRET });
    const result = await verify("github", request, { secret: SECRET });
    expect(result).toMatchObject({
      code: "SIGNATURE_MISSING",
      cause: "other-provider",
      message: expect.stringContaining("stripe"),
    });
  });
});

describe("diagnosis", () => {
  it("changes neither verdict nor code, and gives up on a flood", () => {
    const verifier = createVerifier(findProvider("github"), { secrets: [SECRET] });
    const headers = ["x-hub-signature-256", `sha256=${"0".repeat(64)}`];
    for (let i = 0; i < 200; i++) {
      expect(
        verifier.verify({ method: "POST", url: "/", headers, body: Buffer.from("{}"), receivedAt: NOW }),
      ).toMatchObject({ ok: false, code: "SIGNATURE_MISMATCH" });
    }
  });

  it("says how far the clocks are apart", async () => {
    const request = sign("stripe", { body: "{}" }, { secret: SECRET, now: NOW - 3_600_000 });
    expect(await verify("stripe", request, { secret: SECRET, now: NOW })).toMatchObject({
      code: "TIMESTAMP_TOO_OLD",
      message: expect.stringContaining("3600 s"),
    });
  });
});
