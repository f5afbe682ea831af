import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bindsBody, sameForm, setupOf } from "../../../test/vectors/secrets.fixture.ts";
import { findProvider } from "../../providers/find.ts";
import { providers } from "../../providers/index.ts";
import type { Provider } from "../../providers/provider.ts";
import { verify } from "../verify.ts";
import { sign } from "./sign.ts";

const NOW = 1_700_000_000_000;
const URL_ = "https://hooks.example/in/source?a=1";

/** A body that the provider might send: what is signed inside a body must find its place. */
function bodyOf(provider: Provider, text: string): string {
  if (provider.contentTypes?.[0] === "application/x-www-form-urlencoded" && provider.id !== "braintree") {
    return `payload=${encodeURIComponent(text)}&b=2`;
  }
  return JSON.stringify({ id: "1", type: "a.b", text });
}

const signed = (provider: Provider, text = "hé/llo", more: Record<string, unknown> = {}) => {
  const { signs, verifies, options } = setupOf(provider);
  const request = sign(
    provider,
    { url: URL_, body: bodyOf(provider, text) },
    { secret: signs, now: NOW, ...options, ...more },
  );
  return {
    request,
    check: (changed: object = {}, at = NOW) =>
      verify(provider, { ...request, ...changed }, { secret: verifies, now: at, ...options }),
  };
};

describe("what sign makes, verify takes", () => {
  it.each(Object.keys(providers))("%s", async (id) => {
    const { check } = signed(findProvider(id));
    expect(await check()).toMatchObject({ ok: true });
  });

  it.each([
    ["convoy", { hash: "sha512", encoding: "base64" }],
    ["cloudinary", { hash: "sha256" }],
    [
      "generic",
      {
        header: "x-s",
        hash: "sha512",
        encoding: "base64",
        prefix: "v1:",
        template: "{timestamp}.{id}.{body}",
        timestampHeader: "x-t",
        idHeader: "x-i",
      },
    ],
    ["generic", { header: "x-s", legacy: "sha256(secret+body)" }],
    ["grafana", { timestampHeader: "x-when" }],
  ])("%s with options %j", async (id, options) => {
    const secret = "a secret of twenty-four!";
    const request = sign(id, { body: "{}" }, { secret, now: NOW, ...options });
    expect(await verify(id, request, { secret, now: NOW, ...options })).toMatchObject({ ok: true });
  });

  it("for any body, at the ten most used", async () => {
    const ten = [
      "github",
      "stripe",
      "shopify",
      "slack",
      "standard-webhooks",
      "gitlab",
      "twilio",
      "meta",
      "paddle",
      "sendgrid",
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...ten), fc.uint8Array({ maxLength: 300 }), async (id, bytes) => {
        const provider = findProvider(id);
        const { signs, verifies, options } = setupOf(provider);
        const request = sign(provider, { url: URL_, body: bytes }, { secret: signs, now: NOW, ...options });
        return (await verify(provider, request, { secret: verifies, now: NOW, ...options })).ok;
      }),
      { numRuns: 300 },
    );
  });
});

const flip = (text: string, at: number, bit: number): string => {
  const code = text.charCodeAt(at) ^ (1 << bit);
  return text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
};

describe("any single flipped bit is refused", () => {
  const bound = Object.values(providers).filter(bindsBody);

  it("in the body", async () => {
    expect(bound.length).toBeGreaterThan(140);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...bound), fc.nat(), fc.nat(7), async (provider, where, bit) => {
        const { request, check } = signed(provider);
        const body = Buffer.from(request.body);
        const at = where % body.length;
        body[at] = (body[at] as number) ^ (1 << bit);
        const isSame = provider.contentTypes?.[0]?.includes("form") && sameForm(body, request.body);
        return isSame || !(await check({ body })).ok;
      }),
      { numRuns: 1_500 },
    );
  });

  it.each(Object.keys(providers).filter((id) => id !== "none"))("in every header that signs: %s", async (id) => {
    const { request, check } = signed(findProvider(id));
    for (const name of Object.keys(request.headers).filter(isSigning)) {
      const value = request.headers[name] as string;
      const step = Math.max(1, Math.floor(value.length / 12));
      for (let at = 0; at < value.length; at += step) {
        const changed = flip(value, at, at % 7);
        if (signaturesIn(changed) === signaturesIn(value)) continue;
        const { ok } = await check({ headers: { ...request.headers, [name]: changed } });
        if (ok) expect(`${name} with another character at ${at}`).toBe("refused");
      }
    }
  });

  it("in the time, where one is signed", async () => {
    for (const provider of Object.values(providers)) {
      const { request, check } = signed(provider);
      for (const [name, value] of Object.entries(request.headers)) {
        if (!/timestamp|transmission-time|request-timestamp/.test(name) || value.length > 40) continue;
        const changed = flip(value, value.length - 2, 0);
        const result = await check({ headers: { ...request.headers, [name]: changed } });
        expect({ id: provider.id, ok: result.ok }).toEqual({ id: provider.id, ok: false });
      }
    }
  });
});

const isSigning = (header: string): boolean =>
  /sig|hmac|hash|token|passcode|mac$|authorization|verification/.test(header) &&
  !/timestamp|nonce|version|algorithm|headers|idempotency|id$/.test(header);

/** At eBay and Keygen the name of the key stands beside the signature, and is not signed: a bit of it proves nothing. */
function signaturesIn(header: string): string {
  const text = header.startsWith("ey") ? Buffer.from(header, "base64").toString() : header;
  return /"?signature"?[:=]"([^"]*)"/.exec(text)?.[1] ?? header;
}

describe("sign", () => {
  it("says what it cannot sign", () => {
    expect(() => sign("sendgrid", { body: "[]" }, { secret: "-" })).toThrow("private key");
    expect(() => sign("github", { body: "{}" }, {})).toThrow("No secret");
    expect(() => sign("nobody", { body: "{}" }, { secret: "x" })).toThrow("There is no provider");
  });

  it("puts key and type where the provider puts them", async () => {
    const secret = "a secret of twenty-four!";
    const request = sign("github", { body: '{"action":"opened"}' }, { secret, key: "d-1", type: "issues" });
    expect(await verify("github", request, { secret })).toMatchObject({ ok: true, key: "d-1", type: "issues.opened" });
  });
});
