import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { ROOT } from "../docs/snippets.ts";
import { createProject, type Project, type Resolution } from "./project.fixture.ts";

/** The payloads of GitHub and Stripe have types where their packages are, and nothing breaks where they are not. */

const HEAD = `import { createInbox, type HandlerFor } from "hookinbox";
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const is = <_ extends true>() => {};
const inbox = createInbox({ sources: { github: { provider: "github", secret: "s" }, pay: { provider: "stripe" }, shop: { provider: "shopify" } } });
`;

/** Holds in any project. */
const ANYWHERE = `${HEAD}
inbox.on("shop", "orders/create", (event, ctx) => { is<Same<typeof event.payload, unknown>>(); ctx.log.info(event.type); });
inbox.on("*", "*", (event) => { is<Same<typeof event.payload, unknown>>(); });
inbox.on<{ id: number }>("shop", "*", (event) => event.payload.id.toFixed());
inbox.on("github", "*", (event: { payload: unknown }) => event);
inbox.on("github", "issues.opened", () => {}, { retry: ["10s"], name: "mine" }).on("pay", "x", () => {});
let config: import("hookinbox").Config = { sources: {} };
createInbox(config).on("any", "thing", (event) => { is<Same<typeof event.payload, unknown>>(); });
`;

const WITHOUT = `${ANYWHERE}
inbox.on("github", "issues.opened", (event) => {
  is<Same<typeof event.type, "issues.opened">>();
  // @ts-expect-error: unknown, and not any
  event.payload.issue;
});
// @ts-expect-error: the same
inbox.on("pay", "invoice.paid", (event) => event.payload.data);
`;

const WITH = `${ANYWHERE}
import type { components } from "@octokit/openapi-webhooks-types";
import type Stripe from "stripe";
inbox.on("github", "issues.opened", (event) => {
  const title: string = event.payload.issue.title;
  is<Same<typeof event.payload, components["schemas"]["webhook-issues-opened"]>>();
  // @ts-expect-error: there is no such field
  event.payload.isue;
  return title;
});
inbox.on("github", "push", (event) => event.payload.commits.length);
inbox.on("github", "pull_request.*", (event) => {
  const number: number = event.payload.number;
  if (event.type === "pull_request.labeled") event.payload.label?.name.trim();
  return number;
});
inbox.on("github", "not.known.yet", (event) => { is<Same<typeof event.payload, unknown>>(); });
inbox.on("pay", "invoice.paid", (event) => {
  is<Same<typeof event.payload, Stripe.InvoicePaidEvent>>();
  return event.payload.data.object.amount_paid.toFixed();
});
inbox.on("pay", "customer.subscription.*", (event) => event.payload.data.object.id.trim());
import { testInbox } from "hookinbox/testing";
testInbox().on("stripe", "invoice.paid", (event) => event.payload.data.object.id.trim());
testInbox({ sources: { gh: { provider: "github" } } }).on("gh", "push", (event) => event.payload.commits.length);
export const opened: HandlerFor<"github", "issues.opened"> = (event) => event.payload.issue.number.toFixed();
`;

const projects: Project[] = [];
afterAll(() => {
  for (const project of projects) project.remove();
});

function project(packages: readonly string[]): Project {
  const made = createProject(packages);
  projects.push(made);
  return made;
}

// An `@ts-expect-error` with nothing to expect is an error: each is a control.
describe.each<Resolution>(["nodenext", "bundler"])("moduleResolution %s, strict", (resolution) => {
  test("without the packages a payload is unknown, and nothing is missed", () => {
    expect(project([]).check(WITHOUT, resolution)).toEqual([]);
  }, 60_000);

  test("with them it has its type", () => {
    expect(project(["stripe", "@octokit/openapi-webhooks-types"]).check(WITH, resolution)).toEqual([]);
  }, 60_000);
});

test("the names of GitHub's events are those of its package; else: node scripts/events-write.mjs", async () => {
  const { githubText } = (await import(pathToFileURL(join(ROOT, "scripts/events-write.mjs")).href)) as {
    githubText(): string;
  };
  expect(readFileSync(join(ROOT, "src/events/github.ts"), "utf8")).toBe(githubText());
});
