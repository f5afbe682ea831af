import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { logObserver } from "./log-observer.ts";
import type { Receipt } from "./observe.ts";

type Line = Record<string, unknown>;

function watch(settings: { headers?: string[]; payload?: boolean; level?: string } = {}) {
  const lines: Line[] = [];
  const logger = pino(
    { level: settings.level ?? "debug", formatters: { level: (level) => ({ level }) } },
    { write: (line: string) => void lines.push(JSON.parse(line) as Line) },
  );
  const observer = logObserver(logger, {
    headers: settings.headers ?? ["content-type"],
    payload: settings.payload ?? false,
  });
  return { lines, observer };
}

const receipt = (given: Partial<Receipt> = {}): Receipt => ({
  source: "github",
  status: 202,
  outcome: "accepted",
  id: "evt_1",
  key: "k",
  type: "issues.opened",
  size: 3,
  took: 1.23456,
  head: {
    method: "POST",
    url: "/in/github?token=tell-nobody",
    headers: ["Content-Type", "application/json", "Authorization", "Bearer tell-nobody", "X-Sig", "tell-nobody"],
    receivedAt: 1,
  },
  ...given,
});

describe("a request", () => {
  test("is one line, with what tells it apart", () => {
    const { lines, observer } = watch();
    observer.received?.(receipt());
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: "info",
      msg: "request",
      source: "github",
      outcome: "accepted",
      status: 202,
      id: "evt_1",
      key: "k",
      type: "issues.opened",
      size: 3,
      took: 1.235,
    });
  });

  test("shows headers by allow-list, whatever their spelling, and never the query", () => {
    const { lines, observer } = watch({ headers: ["Content-TYPE"] });
    observer.received?.(receipt());
    observer.received?.(receipt({ source: undefined, outcome: "refused", status: 404, code: "UNKNOWN_SOURCE" }));
    expect(lines.map((line) => line.headers)).toEqual([
      { "content-type": "application/json" },
      { "content-type": "application/json" },
    ]);
    expect(lines[1]).toMatchObject({ path: "/in/github", code: "UNKNOWN_SOURCE" });
    expect(JSON.stringify(lines)).not.toContain("tell-nobody");
  });

  test("shows no body unless asked, and bytes that are no text as base64", () => {
    const body = new TextEncoder().encode("{}");
    const quiet = watch();
    quiet.observer.received?.(receipt({ body }));
    expect(JSON.stringify(quiet.lines)).not.toContain("{}");
    const { lines, observer } = watch({ payload: true });
    observer.received?.(receipt({ body }));
    observer.received?.(receipt({ body: Uint8Array.from([0xff, 0x00]) }));
    expect(lines[0]).toMatchObject({ body: "{}" });
    expect(lines[1]).toMatchObject({ bodyBase64: "/wA=" });
  });

  test("refused is a warning with its reason, failed an error", () => {
    const { lines, observer } = watch();
    observer.received?.(
      receipt({ outcome: "refused", status: 401, code: "SIGNATURE_MISMATCH", message: "none of 2 secrets" }),
    );
    observer.received?.(receipt({ outcome: "failed", status: 503, code: "STORE_FULL" }));
    expect(lines).toMatchObject([
      { level: "warn", code: "SIGNATURE_MISMATCH", reason: "none of 2 secrets" },
      { level: "error", code: "STORE_FULL" },
    ]);
  });

  test("what a sender chose is cut, and cannot begin a line", () => {
    const { lines, observer } = watch();
    observer.received?.(receipt({ key: "k".repeat(1_000_000), type: 'a\n{"level":"info"}\u0000' }));
    expect(lines).toHaveLength(1);
    expect(String(lines[0]?.key).length).toBeLessThan(300);
    expect(lines[0]?.type).toBe('a\n{"level":"info"}\u0000');
  });

  test("below the level costs nothing and says nothing", () => {
    const { lines, observer } = watch({ level: "error" });
    observer.received?.(receipt());
    expect(lines).toEqual([]);
  });
});

test("an attempt is one line, as loud as its outcome", () => {
  const { lines, observer } = watch();
  const report = {
    event: "evt_1",
    source: "github",
    type: "a",
    delivery: "dlv_1_0",
    destination: "github/*",
    attempt: 2,
    startedAt: 10,
    endedAt: 35,
  };
  observer.attempted?.({ ...report, outcome: "done" });
  observer.attempted?.({ ...report, outcome: "retry", error: "boom", retryAt: 99 });
  observer.attempted?.({ ...report, outcome: "dead", error: "boom" });
  expect(lines).toMatchObject([
    {
      level: "info",
      msg: "attempt",
      delivery: "dlv_1_0",
      destination: "github/*",
      attempt: 2,
      outcome: "done",
      took: 25,
    },
    { level: "warn", outcome: "retry", error: "boom", retryAt: 99 },
    { level: "error", outcome: "dead" },
  ]);
});

test("a handler's own line keeps its ids, and errors stay readable", () => {
  const { lines, observer } = watch();
  observer.said?.({
    level: "warn",
    message: new Error("boom"),
    fields: { cause: new Error("why"), n: 1 },
    event: "evt_1",
    delivery: "d",
  });
  observer.said?.({ level: "info", message: { not: "a string" } });
  expect(lines[0]).toMatchObject({
    level: "warn",
    msg: "boom",
    n: 1,
    event: "evt_1",
    delivery: "d",
    cause: expect.stringContaining("why"),
  });
  expect(lines[1]).toMatchObject({ level: "info" });
});

test("a notice has its code and cause", () => {
  const { lines, observer } = watch();
  observer.noticed?.({ level: "fatal", code: "STORE_FATAL", message: "the disk failed", cause: new Error("EIO") });
  expect(lines[0]).toMatchObject({
    level: "fatal",
    code: "STORE_FATAL",
    msg: "the disk failed",
    cause: expect.stringContaining("EIO"),
  });
});
