import { generateKeyPairSync, sign as signBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findProvider } from "../providers/find.ts";
import type { Inbound } from "../types.ts";
import { createVerifier } from "./create.ts";
import { fetchKey, KeyCache, pinned } from "./key-fetch.ts";
import type { Verdict } from "./verifier.ts";

describe("an address of a key", () => {
  const hosts = ["api\\.paypal\\.com"];
  it.each([
    ["https://api.paypal.com/v1/notifications/certs/CERT-1", true],
    ["https://API.paypal.com/v1/notifications/certs/CERT-1", true],
    ["http://api.paypal.com/v1/notifications/certs/CERT-1", false],
    ["https://api.paypal.com:444/v1/notifications/certs/CERT-1", false],
    ["https://api.paypal.com.evil.example/v1/notifications/certs/CERT-1", false],
    ["https://apiXpaypal.com/v1/notifications/certs/CERT-1", false],
    ["https://user@api.paypal.com/v1/notifications/certs/CERT-1", false],
    ["https://api.paypal.com/v1/notifications/certs/../../../x", false],
    ["https://api.paypal.com/v1/notifications/certs/CERT-1/x", false],
    [`https://api.paypal.com/v1/notifications/certs/${"a".repeat(3_000)}`, false],
    ["file:///etc/passwd", false],
  ])("%s is fetched: %s", (address, allowed) => {
    expect(pinned(address, hosts, "/v1/notifications/certs/[\\w-]+") !== undefined).toBe(allowed);
  });
});

describe("kept keys", () => {
  const at = (value: { now: number }) => () => value.now;

  it("are fetched once for all who wait, and again after an hour", async () => {
    const time = { now: 0 };
    const cache = new KeyCache<number>(at(time));
    let fetches = 0;
    const load = async () => ++fetches;
    expect(await Promise.all([cache.get("a", load), cache.get("a", load)])).toEqual([1, 1]);
    time.now = 3_599_999;
    expect(await cache.get("a", load)).toBe(1);
    time.now = 3_600_000;
    expect(await cache.get("a", load)).toBe(2);
  });

  it("remember a failure for a while: a flood fetches nothing", async () => {
    const time = { now: 0 };
    const cache = new KeyCache<number>(at(time));
    let fetches = 0;
    const load = async () => {
      fetches++;
      throw new Error("down");
    };
    for (let i = 0; i < 100; i++) expect(await cache.get("a", load)).toBeUndefined();
    expect(fetches).toBe(1);
    time.now = 10_001;
    await cache.get("a", load);
    expect(fetches).toBe(2);
  });

  it("are bounded in rate: many addresses on the right host cost twenty fetches a minute", async () => {
    const cache = new KeyCache<number>(() => 0);
    let fetches = 0;
    for (let i = 0; i < 500; i++) await cache.get(`a${i}`, async () => ++fetches);
    expect(fetches).toBe(20);
  });
});

describe("the default fetcher", () => {
  const server = createServer((request, response) => {
    if (request.url === "/big") {
      response.write("a".repeat(400_000));
      response.end();
    } else if (request.url === "/redirect") response.writeHead(302, { location: "/ok" }).end();
    else response.end("key");
  });
  let base = "";
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it("reads a key, follows no redirect and reads no large answer", async () => {
    expect(await fetchKey({ url: `${base}/ok` })).toEqual({ status: 200, body: "key" });
    await expect(fetchKey({ url: `${base}/redirect` })).rejects.toThrow();
    await expect(fetchKey({ url: `${base}/big` })).rejects.toThrow("larger than");
  });
});

describe("tokens by published keys", () => {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const NOW = 1_700_000_000_000;
  const jwk = (key: typeof rsa.publicKey, kid: string) => ({
    ...key.export({ format: "jwk" }),
    kid,
    use: "sig",
    alg: "RS256",
  });
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

  const token = (claims: object, header: object = { alg: "RS256", kid: "k1" }, key = rsa.privateKey): string => {
    const text = `${part(header)}.${part(claims)}`;
    return `${text}.${signBytes("sha256", Buffer.from(text), key).toString("base64url")}`;
  };

  const claims = {
    iss: "https://accounts.google.com",
    aud: "https://hooks.example/in/pubsub",
    email: "push@project.iam.gserviceaccount.com",
    email_verified: true,
    iat: NOW / 1000 - 60,
    exp: NOW / 1000 + 3_000,
  };

  const setup = (keys: object[] | Error) => {
    const fetched: string[] = [];
    const fetchKeys = async ({ url }: { url: string }) => {
      fetched.push(url);
      if (keys instanceof Error) throw keys;
      return { status: 200, body: JSON.stringify({ keys }) };
    };
    const verifier = createVerifier(findProvider("google-pubsub"), {
      secrets: [],
      options: { serviceAccount: claims.email },
      publicUrl: "https://hooks.example",
      fetchKey: fetchKeys,
    });
    const check = async (jwt: string): Promise<Verdict> => {
      const headers = ["Authorization", `Bearer ${jwt}`];
      const request: Inbound = { method: "POST", url: "/in/pubsub", headers, body: Buffer.from("{}"), receivedAt: NOW };
      return verifier.verify(request);
    };
    return { check, fetched };
  };

  it("are taken, and the key is fetched once", async () => {
    const { check, fetched } = setup([jwk(other.publicKey, "k0"), jwk(rsa.publicKey, "k1")]);
    expect(await check(token(claims))).toMatchObject({ ok: true });
    expect(await check(token(claims))).toMatchObject({ ok: true });
    expect(fetched).toEqual(["https://www.googleapis.com/oauth2/v3/certs"]);
  });

  it.each<[string, object, object?]>([
    ["another audience", { aud: "https://elsewhere.example/" }],
    ["another account", { email: "evil@project.iam.gserviceaccount.com" }],
    ["an unverified account", { email_verified: false }],
    ["another issuer", { iss: "https://evil.example" }],
    ["no end", { exp: undefined }],
    ["an end in the past", { exp: NOW / 1000 - 61 }],
    ["a beginning in the future", { iat: NOW / 1000 + 61 }],
    ["no signature", {}, { alg: "none" }],
    ["the public key as an HMAC secret", {}, { alg: "HS256", kid: "k1" }],
    ["a key that is not published", {}, { alg: "RS256", kid: "k9" }],
    ["another key under its name", {}, { alg: "RS256", kid: "k0" }],
    ["claims that are no numbers", { exp: "soon" }],
  ])("are refused with %s", async (_, changed, header) => {
    const { check } = setup([jwk(other.publicKey, "k0"), jwk(rsa.publicKey, "k1")]);
    expect(await check(token({ ...claims, ...changed }, header))).toMatchObject({
      ok: false,
      code: expect.stringMatching(/^(SIGNATURE|TOKEN|TIMESTAMP)_/),
    });
  });

  it.each(["", "a.b", "a.b.c.d", "..", "a..c", `${"a".repeat(20_000)}.b.c`, `${part([])}.${part({})}.x`, "%.%.%"])(
    "%j is no token",
    async (jwt) => {
      const { check, fetched } = setup([]);
      expect(await check(jwt)).toMatchObject({ ok: false });
      expect(fetched).toEqual([]);
    },
  );

  it("fail closed when no key can be had", async () => {
    const { check } = setup(new Error("down"));
    expect(await check(token(claims))).toMatchObject({ ok: false, code: "KEY_UNAVAILABLE" });
  });

  it("name no host but the provider's when they say where their key is", async () => {
    const { check, fetched } = setup([jwk(rsa.publicKey, "k1")]);
    await check(
      token(claims, { alg: "RS256", kid: "k1", jku: "https://evil.example/jwks", x5u: "https://evil.example/x" }),
    );
    expect(fetched).toEqual(["https://www.googleapis.com/oauth2/v3/certs"]);
  });
});
