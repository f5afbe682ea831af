import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { setupOf } from "../../test/vectors/secrets.fixture.ts";
import { isHookinboxError } from "../errors.ts";
import { createVerifier } from "../verify/create.ts";
import { checkProvider } from "./check.ts";
import { describeProvider } from "./describe.ts";
import { providers } from "./index.ts";
import type { Provider } from "./provider.ts";

const all = Object.values(providers);
const NOT_ONE = new Set(["check", "describe", "families", "find", "index", "provider", "signature"]);

describe("the definitions", () => {
  it("are one file each, listed under their own ids", () => {
    const files = readdirSync(new URL(".", import.meta.url))
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .map((name) => name.slice(0, -3))
      .filter((name) => !NOT_ONE.has(name));
    expect(files.sort()).toEqual(Object.keys(providers).sort());
    for (const [id, provider] of Object.entries(providers)) expect(provider.id).toBe(id);
  });

  it("number at least 150 whose signature is evidenced", () => {
    const evidenced = all.filter(
      (provider) => describeProvider(provider).verified && !["none", "generic"].includes(provider.id),
    );
    expect(evidenced.length).toBeGreaterThanOrEqual(150);
  });

  it("that nobody verified say so", () => {
    expect(
      all
        .map((provider) => describeProvider(provider))
        .filter(({ verified }) => !verified)
        .map(({ id }) => id),
    ).toEqual(["docker-hub"]);
  });

  it.each(all.map((provider) => [provider.id, provider] as const))("%s is whole", (_, provider) => {
    checkProvider(provider);
    const { verifies, options } = setupOf(provider);
    createVerifier(provider, { secrets: [verifies].flat(), options });
    const told = describeProvider(provider);
    expect(JSON.parse(JSON.stringify(told))).toEqual(told);
    expect(told.evidence.signature).not.toBe("");
    expect(told.checks.length).toBeGreaterThan(0);
    expect(told.checks.join("")).not.toMatch(/undefined|\[object/);
    if (!["none", "generic"].includes(provider.id)) expect(told.docs).toMatch(/^https:\/\//);
    if (told.key === null) expect(told.keyNote).not.toBeNull();
    expect([200, 202, 204]).toContain(told.ack.status);
  });
});

describe("a definition that is wrong says where", () => {
  const right: Provider = {
    id: "acme",
    name: "Acme",
    signature: { scheme: "hmac", hash: "sha256", header: "x-acme", encoding: "hex", signed: "{body}" },
  };
  const messageOf = (change: object): string => {
    try {
      checkProvider({ ...right, ...change } as Provider);
      return "right";
    } catch (error) {
      return isHookinboxError(error) && error.code === "PROVIDER_INVALID" ? error.message : String(error);
    }
  };
  const signature = (change: object) => ({ signature: { ...right.signature, ...change } });

  it.each([
    [{}, "right"],
    [{ id: "Acme" }, "`id`"],
    [{ signature: undefined }, "must be an object"],
    [signature({ scheme: "hmca" }), 'Did you mean "hmac"'],
    [signature({ hash: undefined }), "needs `hash`"],
    [signature({ hash: "sha265" }), 'Did you mean "sha256"'],
    [signature({ encoding: "base46" }), 'Did you mean "base64"'],
    [signature({ header: "X-Acme" }), "lower case"],
    [signature({ header: undefined }), "needs `header`"],
    [signature({ signed: "{cookie}" }), "{cookie}"],
    [signature({ signed: "[{body}" }), "does not close"],
    [signature({ time: { at: "{header:x-t}", unit: "seconds", tolerance: 1 } }), "time.unit"],
    [signature({ time: { at: "{header:x-t}", unit: "s", tolerance: "5m" } }), "time.tolerance"],
    [signature({ key: "rot13" }), "signature.key"],
    [{ signature: { scheme: "variants", variants: [] } }, "variants must be a list"],
    [{ signature: { scheme: "variants", variants: [{ signature: { scheme: "x" } }] } }, "variants[0]"],
    [{ key: 7 }, "key must be a template"],
    [{ greetings: [{ name: "a", when: {}, answer: {} }] }, "answer.status"],
    [
      {
        greetings: [
          { name: "a", when: {}, proof: { hash: "sha256", keyed: true, encoding: "hex" }, answer: { status: 200 } },
        ],
      },
      "needs `shape`",
    ],
  ])("%j", (change, message) => {
    expect(messageOf(change)).toContain(message);
  });
});

it("is described in words", () => {
  expect(describeProvider("stripe")).toMatchObject({
    algorithm: "HMAC-SHA256",
    headers: ["stripe-signature"],
    tolerance: 300_000,
    ack: { status: 202, empty: false },
    signable: true,
  });
  expect(describeProvider("discord")).toMatchObject({
    algorithm: "Ed25519",
    secret: "the public key, in hex",
    signable: false,
  });
  expect(describeProvider("none")).toMatchObject({ secret: null, checks: ["Nothing is verified."] });
});
