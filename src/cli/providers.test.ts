import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { providers } from "../providers/index.ts";
import { factsOf, signatureText } from "./provider-facts.ts";
import { hookinbox, lines } from "./run.fixture.ts";

const run = (...args: string[]): ReturnType<typeof hookinbox> => hookinbox(tmpdir(), "providers", ...args);

describe("providers", () => {
  it("lists all, one JSON value a line, without a function in it", async () => {
    const { code, stdout } = await run("--json");
    expect(code).toBe(0);
    const all = lines(stdout) as Record<string, unknown>[];
    expect(all.map(({ id }) => id)).toEqual(Object.keys(providers));
    expect(all.find(({ id }) => id === "github")).toMatchObject({
      name: "GitHub",
      verified: true,
      key: "{header:x-github-delivery}",
      signature: { scheme: "hmac" },
    });
    for (const facts of all)
      expect(Object.keys(facts)).toEqual(expect.arrayContaining(["id", "name", "signature", "key", "verified"]));
  });

  it("finds by id, name, scheme and header, in any case", async () => {
    expect((await run("STRIPE")).stdout).toMatch(
      /ID +NAME[\s\S]*stripe +Stripe +HMAC-SHA256 in stripe-signature +json:id/,
    );
    expect((await run("x-hub-signature-256", "--json")).stdout).toContain('"id":"github"');
  });

  it("says so when there is none, with the nearest", async () => {
    const { code, stderr, stdout } = await run("stirpe");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain('Did you mean "stripe"?');
  });
});

it("every definition can be told in words", () => {
  for (const provider of Object.values(providers)) {
    const facts = factsOf(provider);
    expect(signatureText(facts.signature), provider.id).not.toContain("undefined");
  }
});

it("a definition that nobody checked is not verified", () => {
  const acme = { id: "acme", name: "Acme", signature: { scheme: "none" } } as const;
  expect(factsOf(acme).verified).toBe(false);
  expect(factsOf({ ...acme, evidence: { signature: "unverified" } }).verified).toBe(false);
  expect(factsOf({ ...acme, evidence: { signature: "read in docs" } }).verified).toBe(true);
});
