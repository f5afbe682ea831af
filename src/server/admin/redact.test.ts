import { expect, test } from "vitest";
import { providers } from "../../providers/index.ts";
import { redactHeaders, redactUrl } from "./redact.ts";

test("names stay, values of credentials go, whatever their spelling", () => {
  const bag = [
    "Host",
    "a",
    "AUTHORIZATION",
    "x",
    "Cookie",
    "y",
    "X-Gitlab-Token",
    "z",
    "x-gitlab-token",
    "w",
    "X-Sig",
    "s",
  ];
  const shown = redactHeaders(bag, ["x-gitlab-token"]);
  const hidden = "[redacted]";
  expect(shown).toEqual([
    "Host",
    "a",
    "AUTHORIZATION",
    hidden,
    "Cookie",
    hidden,
    "X-Gitlab-Token",
    hidden,
    "x-gitlab-token",
    hidden,
    "X-Sig",
    "s",
  ]);
  expect(redactHeaders(["Host", "a"], [])).toEqual(["Host", "a"]);
});

test("of a source that is not in the config, each name that a provider sends a credential in is taken for one", () => {
  const names = Object.values(providers)
    .flatMap(({ signature }) => signature)
    .flatMap((signature) => ("scheme" in signature && signature.scheme === "token" ? (signature.header ?? []) : []));
  expect(names.length).toBeGreaterThan(3);
  expect(
    redactHeaders(
      names.flatMap((name) => [name, "s3cret"]),
      undefined,
    ),
  ).not.toContain("s3cret");
  expect(redactHeaders(["x-hub-signature-256", "sha256=1"], undefined)).toEqual(["x-hub-signature-256", "sha256=1"]);
});

test("a signature of one request stays, in whatever header; a credential there never does", () => {
  const bag = ["Authorization", "HMAC c2ln", "Cookie", "y"];
  expect(redactHeaders(bag, [], ["authorization"])).toEqual(["Authorization", "HMAC c2ln", "Cookie", "[redacted]"]);
  expect(redactHeaders(bag, ["authorization"], ["authorization"])[1]).toBe("[redacted]");
});

test("parameters that are named like a credential lose their value", () => {
  expect(redactUrl("/in/a?token=x&b=1&API_KEY=y&validationToken=z&c")).toBe(
    "/in/a?token=[redacted]&b=1&API_KEY=[redacted]&validationToken=[redacted]&c",
  );
  expect(redactUrl("/in/a")).toBe("/in/a");
  expect(redactUrl("/in/a?")).toBe("/in/a?");
});
