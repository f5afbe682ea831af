import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { httpText, rawClient } from "../../src/adapters/raw-socket.fixture.ts";
import { codeOf, githubHeaders, LIMITS, type Rig, startRig } from "./rig.fixture.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());
// Whatever came: the next good request is taken, kept and handled, and nothing else was.
afterEach(() => rig.well());

const BODY = '{"action":"opened"}';
const outcome = (answer: { status: number; body: string }) => [answer.status, codeOf(answer as never)];

describe("lengths that do not hold", () => {
  test("a truncated body: 400", async () => {
    const client = await rawClient(rig.ingest);
    client.write(httpText("POST /in/github", githubHeaders(BODY)) + BODY.slice(0, 7));
    client.socket.end();
    expect(outcome(await client.answer())).toEqual([400, "BAD_REQUEST"]);
    await client.closed();
  });

  test("a truncated body on a connection that just breaks: nothing is kept", async () => {
    const client = await rawClient(rig.ingest);
    client.write(httpText("POST /in/github", githubHeaders(BODY)) + BODY.slice(0, 7));
    await new Promise((resolve) => setTimeout(resolve, 20));
    client.socket.resetAndDestroy();
  });

  test("a Content-Length above the body's: 408 when the time is up", async () => {
    const headers = githubHeaders(BODY, { "Content-Length": "500" });
    expect(outcome(await rig.wire(httpText("POST /in/github", headers), BODY))).toEqual([408, "REQUEST_TIMEOUT"]);
  });

  test("a Content-Length below the body's: what is left does not verify", async () => {
    const headers = githubHeaders(BODY, { "Content-Length": "5" });
    expect(outcome(await rig.wire(httpText("POST /in/github", headers), BODY))).toEqual([401, "SIGNATURE_MISMATCH"]);
  });

  test("two lengths, and a length beside chunks: 400, and what hides behind them is not a request", async () => {
    const hidden = httpText("POST /in/open", ["Host", "a", "Content-Length", "0"]);
    for (const lines of [
      ["Content-Length", "0", "Content-Length", "4"],
      ["Content-Length", "4", "Transfer-Encoding", "chunked"],
      ["Transfer-Encoding", "chunked", "Transfer-Encoding", "identity"],
    ]) {
      expect(
        outcome(await rig.wire(`${httpText("POST /in/open", ["Host", "a", ...lines])}0\r\n\r\n${hidden}`)),
      ).toEqual([400, "BAD_REQUEST"]);
    }
  });

  test("a length that is no number: 400", async () => {
    for (const length of ["-1", "1e3", "0x10", "ten", "9".repeat(40)]) {
      expect(outcome(await rig.wire(httpText("POST /in/open", ["Host", "a", "Content-Length", length])))).toEqual([
        400,
        "BAD_REQUEST",
      ]);
    }
  });
});

describe("chunks", () => {
  const CHUNKED = ["Host", "a", "Transfer-Encoding", "chunked"];

  test("that never end: 408 when the time is up", async () => {
    const client = await rawClient(rig.ingest);
    client.write(httpText("POST /in/open", CHUNKED));
    const drip = setInterval(() => client.write("1\r\nx\r\n"), 20);
    const answer = await client.answer();
    clearInterval(drip);
    client.socket.destroy();
    expect(outcome(answer)).toEqual([408, "REQUEST_TIMEOUT"]);
  });

  test("that grow above the limit: 413, long before they end", async () => {
    const client = await rawClient(rig.ingest);
    client.write(httpText("POST /in/open", CHUNKED));
    for (let sent = 0; sent <= LIMITS.maxBody; sent += 4096) client.write(`1000\r\n${"x".repeat(4096)}\r\n`);
    expect(outcome(await client.answer())).toEqual([413, "BODY_TOO_LARGE"]);
    client.socket.destroy();
  });

  test("that are malformed: 400", async () => {
    for (const chunks of ["zz\r\nx\r\n", "-1\r\nx\r\n", "1\r\nxx\r\n0\r\n\r\n", `${"f".repeat(20)}\r\nx`]) {
      expect(outcome(await rig.wire(httpText("POST /in/open", CHUNKED) + chunks))).toEqual([400, "BAD_REQUEST"]);
    }
  });

  test("that are right, one byte each, are as good as any body", async () => {
    const chunks = [...BODY].map((byte) => `1\r\n${byte}\r\n`).join("");
    const headers = githubHeaders(BODY, { "Content-Length": undefined, "Transfer-Encoding": "chunked" });
    expect((await rig.wire(httpText("POST /in/github", headers), `${chunks}0\r\n\r\n`)).status).toBe(202);
  });
});

describe("slow senders", () => {
  test("headers by drops: 408", async () => {
    const client = await rawClient(rig.ingest);
    client.write("POST /in/github HTTP/1.1\r\nHost: a\r\n");
    const drip = setInterval(() => client.write("X-Slow: 1\r\n"), 30);
    const answer = await client.answer();
    clearInterval(drip);
    client.socket.destroy();
    expect(outcome(answer)).toEqual([408, "REQUEST_TIMEOUT"]);
  });

  test("a body by drops: 408", async () => {
    const client = await rawClient(rig.ingest);
    client.write(httpText("POST /in/github", githubHeaders("x".repeat(1_000))));
    const drip = setInterval(() => client.write("x"), 30);
    const answer = await client.answer();
    clearInterval(drip);
    client.socket.destroy();
    expect(outcome(answer)).toEqual([408, "REQUEST_TIMEOUT"]);
  });

  test("two hundred of them at once keep nobody else waiting", async () => {
    const slow = await Promise.all(Array.from({ length: 200 }, () => rawClient(rig.ingest)));
    for (const client of slow) client.write(httpText("POST /in/github", githubHeaders("x".repeat(1_000))));
    await rig.well();
    const answers = await Promise.all(slow.map((client) => client.answer()));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([408]));
    for (const client of slow) client.socket.destroy();
  });
});

describe("too much", () => {
  test("10,000 headers: 431", async () => {
    const many = Array.from({ length: 10_000 }, (_, i) => [`X-${i}`, "1"]).flat();
    expect(outcome(await rig.wire(httpText("POST /in/github", [...githubHeaders(BODY), ...many]), BODY))).toEqual([
      431,
      "HEADERS_TOO_LARGE",
    ]);
  });

  test("300 short headers, few bytes but many lines: 431", async () => {
    const many = Array.from({ length: 300 }, (_, i) => [`X-${i}`, "1"]).flat();
    expect(outcome(await rig.wire(httpText("POST /in/github", [...githubHeaders(BODY), ...many]), BODY))).toEqual([
      431,
      "HEADERS_TOO_LARGE",
    ]);
  });

  test("a signature header of 1 MB: 431", async () => {
    const headers = githubHeaders(BODY, { "X-Hub-Signature-256": `sha256=${"a".repeat(1_000_000)}` });
    expect(outcome(await rig.wire(httpText("POST /in/github", headers), BODY))).toEqual([431, "HEADERS_TOO_LARGE"]);
  });

  test("a path of 1 MB: 431", async () => {
    expect(outcome(await rig.wire(httpText(`POST /in/${"a".repeat(1_000_000)}`, ["Host", "a"])))).toEqual([
      431,
      "HEADERS_TOO_LARGE",
    ]);
  });

  test("a body above the source's limit: 413, and the sender that writes it all gets to read so", async () => {
    const body = Buffer.alloc(3_000_000, "x");
    expect(outcome(await rig.github(body))).toEqual([413, "BODY_TOO_LARGE"]);
  });

  test("a body of exactly the limit is taken, one byte more is not", async () => {
    const filled = (size: number) => `{"a":"${"x".repeat(size - 8)}"}`;
    expect((await rig.github(filled(LIMITS.maxBody))).status).toBe(202);
    expect(outcome(await rig.github(filled(LIMITS.maxBody + 1)))).toEqual([413, "BODY_TOO_LARGE"]);
  });

  test("a big body without a signature is refused unread", async () => {
    const headers = githubHeaders("", { "X-Hub-Signature-256": undefined, "Content-Length": "60000" });
    expect(outcome(await rig.wire(httpText("POST /in/github", headers)))).toEqual([401, "SIGNATURE_MISSING"]);
  });
});

describe("wrong addresses and methods", () => {
  test.each([
    "/in/nobody",
    "/",
    "/in/",
    "/in/github/x",
    "/in/%zz",
    "/in/../in/github/..",
    "/in/__proto__",
    "/in/constructor",
    "//in/github",
    "/in/github%00",
  ])("%s: 404", async (path) => {
    expect(outcome(await rig.wire(httpText(`POST ${path}`, githubHeaders(BODY)), BODY))).toEqual([
      404,
      "UNKNOWN_SOURCE",
    ]);
  });

  test("a source's own path, with its slash, without it and with a query", async () => {
    for (const path of [
      "/api/customer_signup",
      "/api/customer_signup/",
      "/api/customer_signup?x=1",
      "http://inbox/api/customer_signup/",
    ]) {
      const answer = await rig.wire(httpText(`POST ${path}`, ["Host", "inbox", "Content-Length", "0"]));
      expect([path, ...outcome(answer)]).toEqual([path, 401, "SIGNATURE_MISSING"]);
    }
  });

  test.each(["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])("%s: 405 with Allow", async (method) => {
    const answer = await rig.wire(httpText(`${method} /in/github`, githubHeaders(BODY)), BODY);
    expect([...outcome(answer), answer.headers.allow]).toEqual([405, "METHOD_NOT_ALLOWED", "POST"]);
  });

  test("HEAD: 405 without a body", async () => {
    const answer = await fetch(`${rig.ingest}/in/github`, { method: "HEAD" });
    expect([answer.status, await answer.text()]).toEqual([405, ""]);
  });

  test("a content type that the provider does not send: 415", async () => {
    for (const type of ["text/xml", "application/jsonp", "multipart/form-data; boundary=x", "", undefined]) {
      expect(outcome(await rig.github(BODY, { "Content-Type": type }))).toEqual([415, "UNSUPPORTED_TYPE"]);
    }
    expect((await rig.github(BODY, { "Content-Type": "Application/JSON; charset=utf-8" })).status).toBe(202);
  });

  test("what is no HTTP: 400", async () => {
    for (const bytes of ["\x16\x03\x01\x02\x00\r\n\r\n", "HELO inbox\r\n\r\n", "\0\0\0\0\r\n\r\n"]) {
      expect((await rig.wire(bytes)).status).toBe(400);
    }
  });
});
