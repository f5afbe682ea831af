import { describe, expect, it } from "vitest";
import { parseSavedRequest } from "./saved-request.ts";

const parse = (text: string | Buffer) => parseSavedRequest(Buffer.from(text as string), "saved");

describe("an HTTP message", () => {
  it("gives method, URL, headers in their order, and the body's very bytes", () => {
    const body = Buffer.from([0xff, 0x00, 0x0d, 0x0a, 0x0d, 0x0a, 0x31]);
    const head = "post /in/x?a=1 HTTP/1.1\r\nHost: h\r\nX-Id:7\r\nx-id: 8 \r\nX-Empty:\r\n\r\n";
    const saved = parse(Buffer.concat([Buffer.from(head), body]));
    expect(saved).toMatchObject({
      method: "POST",
      url: "/in/x?a=1",
      headers: ["Host", "h", "X-Id", "7", "x-id", "8", "X-Empty", ""],
      remarks: [],
    });
    expect(Buffer.from(saved.body).equals(body)).toBe(true);
  });

  it("takes line feeds alone, another version, none, and no body", () => {
    expect(parse("GET https://h/p HTTP/2\nA: b\n\n")).toMatchObject({ url: "https://h/p", headers: ["A", "b"] });
    expect(parse("GET /p\nA: b")).toMatchObject({ method: "GET", body: Buffer.alloc(0) });
  });

  it("leaves out a line break that is beyond Content-Length, and remarks on other differences", () => {
    const cut = parse("POST / HTTP/1.1\nContent-Length: 2\n\n{}\n");
    expect([cut.body.length, cut.remarks]).toEqual([2, [expect.stringContaining("left out")]]);
    const longer = parse("POST / HTTP/1.1\nContent-Length: 2\n\n{ }");
    expect([longer.body.length, longer.remarks]).toEqual([3, [expect.stringContaining("says 2")]]);
    expect(parse("POST / HTTP/1.1\nContent-Length: 9\n\n{}").remarks).toHaveLength(1);
    expect(parse("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n2\r\n{}\r\n0\r\n\r\n").remarks).toHaveLength(1);
  });
});

describe("JSON", () => {
  it.each([
    ['{"url":"/a","headers":{"X-Id":"7"},"body":"ü"}', ["X-Id", "7"], "ü"],
    ['\ufeff {"headers":[["X-Id","7"]],"bodyBase64":"w7w="}', ["X-Id", "7"], "ü"],
    ['{"headers":["X-Id","7","X-Id","8"]}', ["X-Id", "7", "X-Id", "8"], ""],
  ])("%s", (text, headers, body) => {
    const saved = parse(text);
    expect(saved).toMatchObject({ method: "POST", headers });
    expect(Buffer.from(saved.body).toString()).toBe(body);
  });

  it("knows when it came, and that a header was redacted", () => {
    const saved = parse('{"method":"put","receivedAt":1700000000000,"headers":["authorization","[redacted]"]}');
    expect(saved).toMatchObject({ method: "PUT", receivedAt: 1_700_000_000_000 });
    expect(saved.remarks).toEqual([expect.stringContaining("--quarantine")]);
  });
});

it.each([
  ["", "is empty"],
  [" \n", "is empty"],
  ["hello", "request line"],
  ["POST / HTTP/1.1\nA: b\nno header\n\n{}", "line 3"],
  ["POST / HTTP/1.1\n: b\n\n{}", "line 2"],
  ["POST / HTTP/1.1\nA: b\n folded\n\n{}", "line 3"],
  ["{", "not valid JSON"],
  ['{"body":{"a":1}}', "parsed body"],
  ['{"headers":7}', "headers"],
  ['{"url":7}', "url"],
])("%j is refused: %s", (text, reason) => {
  expect(() => parse(text)).toThrowError(
    expect.objectContaining({ code: "WRONG_USAGE", message: expect.stringContaining(reason) }),
  );
});
