import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Demo, startDemo } from "./demo.fixture.ts";
import { pageText, snippetsOf } from "./snippets.ts";

/** What the pages say of a running server, asked of one. */

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo();
});
afterAll(() => demo.stop());

const at = (path: string): string => `http://127.0.0.1:${demo.adminPort}${path}`;

describe("docs/admin-api.md", () => {
  test("its curl is answered", () => {
    const curl = snippetsOf("docs/admin-api.md").find(({ language }) => language === "sh")?.text ?? "";
    const { stdout, status } = spawnSync("bash", ["-c", demo.here(curl.replace("curl", "curl -s"))], {
      encoding: "utf8",
    });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toHaveProperty("deliveries");
  });

  test("every route of the description is there, and no other", async () => {
    const { paths } = (await (await fetch(at("/api/openapi.json"))).json()) as { paths: Record<string, object> };
    const there = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const told = [...pageText("docs/admin-api.md").matchAll(/^## `([A-Z]+ [^`]+)`$/gm)].map(([, route]) => route);
    expect(told.sort()).toEqual(there.sort());
  });
});

describe("docs/grafana/hookinbox.json", () => {
  test("asks for metrics and labels that there are", async () => {
    const shown = await (await fetch(at("/metrics"))).text();
    const there = new Map([...shown.matchAll(/^# TYPE (hookinbox_\w+) (\w+)/gm)].map(([, name, type]) => [name, type]));
    const board = JSON.parse(readFileSync("docs/grafana/hookinbox.json", "utf8")) as {
      panels: { title: string; targets: { expr: string }[] }[];
    };
    const asked = board.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    expect(asked.length).toBeGreaterThan(10);
    for (const name of asked.flatMap((expr) => expr.match(/hookinbox_\w+/g) ?? [])) {
      const plain = name.replace(/_bucket$/, "");
      expect(there.get(plain), name).toEqual(name === plain ? expect.any(String) : "histogram");
    }
    // And every metric of ours has its place there.
    for (const name of there.keys()) expect(asked.join("\n")).toContain(name);
  });
});

describe("docs/operations.md", () => {
  test("names the metrics that there are", async () => {
    const shown = await (await fetch(at("/metrics"))).text();
    const there = new Set([...shown.matchAll(/^# HELP (hookinbox_\w+)/gm)].map(([, name]) => name));
    const table = pageText("docs/operations.md").split("## Metrics")[1]?.split("\n## ")[0] ?? "";
    const told = new Set([...table.matchAll(/`(hookinbox_\w+)`/g)].map(([, name]) => name));
    expect([...told].sort()).toEqual([...there].sort());
  });

  test.each(["/healthz", "/readyz"])("%s is answered on both listeners", async (path) => {
    for (const port of [demo.port, demo.adminPort])
      expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(200);
  });
});
