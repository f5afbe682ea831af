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

  it("marks in JSON what nobody has verified, part by part, and says what a definition means", async () => {
    const all = lines((await run("--json")).stdout) as { id: string; evidence: Record<string, string>; key: unknown }[];
    for (const { id, evidence } of all) {
      expect([id, typeof evidence.signature, typeof evidence.operations]).toEqual([id, "string", "string"]);
      if (providers[id]?.evidence?.operations === undefined) expect(evidence.operations).toBe("unverified");
    }
    expect(all.find(({ id }) => id === "asana")).toMatchObject({ key: null, keyNote: expect.any(String) });
    expect(all.find(({ id }) => id === "stripe")).toMatchObject({
      algorithm: "HMAC-SHA256",
      headers: ["stripe-signature"],
      tolerance: 300_000,
      checks: [expect.stringContaining("{timestamp}.{body}")],
      ack: { status: 202, empty: false },
    });
  });

  it("describes one in full, also where others have its id in their names", async () => {
    const { stdout } = await run("hubspot");
    expect(stdout).toMatch(/^hubspot-v3 /m);
    expect(stdout).toMatch(/\nHubSpot\n +checks +HMAC-SHA256 over/);
    expect(stdout).toMatch(/waits +5 s \(unverified\)/);
    expect((await run("asana")).stderr).toContain('Key "none": repeats are not told apart');
    expect((await run("standard")).stdout).not.toContain("checks");
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
