import { describe, expect, test } from "vitest";
import { httpText, rawClient } from "../adapters/raw-socket.fixture.ts";
import { codeOf, POST, start } from "./listener.fixture.ts";

describe("what is not HTTP, or two readings of it", () => {
  const smuggled = "GET /in/evil HTTP/1.1\r\nHost: a\r\n\r\n";
  const cases: [string, string][] = [
    ["no HTTP at all", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"],
    ["an unknown method", httpText("HOOK /in/a", ["Host", "a"])],
    [
      "Content-Length and Transfer-Encoding",
      `${POST("Content-Length", "4", "Transfer-Encoding", "chunked")}0\r\n\r\n${smuggled}`,
    ],
    [
      "Transfer-Encoding and Content-Length",
      `${POST("Transfer-Encoding", "chunked", "Content-Length", "4")}0\r\n\r\n${smuggled}`,
    ],
    ["two Content-Lengths", `${POST("Content-Length", "4", "Content-Length", "5")}abcde`],
    ["a list of Content-Lengths", `${POST("Content-Length", "4, 5")}abcde`],
    ["a negative Content-Length", `${POST("Content-Length", "-1")}x`],
    ["a Content-Length with a sign", `${POST("Content-Length", "+1")}x`],
    ["a Content-Length beyond all numbers", POST("Content-Length", "99999999999999999999999")],
    ["chunked is not the last encoding", `${POST("Transfer-Encoding", "chunked, identity")}0\r\n\r\n${smuggled}`],
    ["a chunk size that is no number", `${POST("Transfer-Encoding", "chunked")}zz\r\nx\r\n0\r\n\r\n`],
    ["a chunk longer than it says", `${POST("Transfer-Encoding", "chunked")}1\r\nxyz\r\n0\r\n\r\n`],
    ["a space before the colon", "POST /in/a HTTP/1.1\r\nHost: a\r\nContent-Length : 4\r\n\r\nabcd"],
    ["a NUL in a header", "POST /in/a HTTP/1.1\r\nHost: a\r\nX-Sig: a\0b\r\n\r\n"],
    ["bare line feeds", "POST /in/a HTTP/1.1\nHost: a\nContent-Length: 1\n\nx"],
  ];
  test.each(cases)("%s: 400", async (_, bytes) => {
    const { url, up, inbox } = await start();
    const client = await rawClient(url);
    client.write(bytes);
    const answer = await client.answer();
    expect(answer.status).toBe(400);
    expect(codeOf(answer)).toBe("BAD_REQUEST");
    expect(answer.headers.connection).toBe("close");
    client.socket.end();
    await client.closed();
    expect(inbox.taken).toEqual([]);
    expect(await up()).toBe(202);
  });

  test("a body shorter than its Content-Length: 400 as soon as the sender is through", async () => {
    const { url, up, inbox } = await start();
    const client = await rawClient(url);
    client.write(`${POST("Content-Length", "100")}short`);
    client.socket.end();
    const answer = await client.answer();
    expect([answer.status, codeOf(answer)]).toEqual([400, "BAD_REQUEST"]);
    await client.closed();
    expect(inbox.taken).toEqual([]);
    expect(await up()).toBe(202);
  });

  test("a body longer than its Content-Length: the rest is no request, and ends the connection", async () => {
    const { url, up, inbox } = await start();
    const client = await rawClient(url);
    client.write(`${POST("Content-Length", "4")}{}{}and more`);
    expect((await client.answer()).status).toBe(202);
    await client.closed();
    expect(inbox.taken.map(({ body }) => Buffer.from(body).toString())).toEqual(["{}{}"]);
    expect(await up()).toBe(202);
  });
});
