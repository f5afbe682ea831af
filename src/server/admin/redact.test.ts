import { expect, test } from "vitest";
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
  expect(redactHeaders(["Host", "a"])).toEqual(["Host", "a"]);
});

test("parameters that are named like a credential lose their value", () => {
  expect(redactUrl("/in/a?token=x&b=1&API_KEY=y&validationToken=z&c")).toBe(
    "/in/a?token=[redacted]&b=1&API_KEY=[redacted]&validationToken=[redacted]&c",
  );
  expect(redactUrl("/in/a")).toBe("/in/a");
  expect(redactUrl("/in/a?")).toBe("/in/a?");
});
