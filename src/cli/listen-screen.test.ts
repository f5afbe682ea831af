import { readFileSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { describeProvider } from "../providers/describe.ts";
import { providers } from "../providers/index.ts";
import { createListenScreen } from "./listen-screen.ts";

afterEach(() => void vi.restoreAllMocks());

/** What is said when the app on this machine answers 401 to an event of a provider. */
function saidOf(provider: string | null): string {
  const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const screen = createListenScreen({ from: "http://far", to: "http://here", name: "one" });
  const event = { id: "evt_1", source: "one", type: "push", size: 2 };
  const item = { event, original: { provider, headers: [], body: new Uint8Array() } };
  const answer = { status: 401, text: "", took: 1 };
  screen.answered(item as never, answer, false);
  screen.answered(item as never, answer, false);
  return written.mock.calls.map(([text]) => String(text)).join("");
}

test.each(["gitlab", "github", "of-their-own", null])("a secret in a header can be given here: %s", (provider) => {
  expect(saidOf(provider).match(/--header-env/g)).toHaveLength(1);
});

const TOKENS = Object.keys(providers).filter((id) => {
  const { algorithm, headers } = describeProvider(id);
  return algorithm.includes("JWT") && headers.length > 0;
});

test.each(TOKENS)("a token that is made for each request cannot: %s", (provider) => {
  const said = saidOf(provider);
  expect(said).not.toContain("--header-env");
  expect(said.match(new RegExp(`${provider} .*token`, "g"))).toHaveLength(1);
});

test("docs/local-development.md names them", () => {
  const page = readFileSync(new URL("../../docs/local-development.md", import.meta.url), "utf8");
  const [, named = ""] = /a token made for each request \(([^)]*)\)/.exec(page.replace(/\s+/g, " ")) ?? [];
  expect(
    named
      .split(/[, ]+/)
      .map((id) => id.replaceAll("`", ""))
      .sort(),
  ).toEqual([...TOKENS].sort());
});
