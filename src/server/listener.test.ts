import { describe, expect, test } from "vitest";
import { httpText, rawClient } from "../adapters/raw-socket.fixture.ts";
import { type Answer, ask, codeOf, POST, start } from "./listener.fixture.ts";

describe("limits come before work", () => {
  test("headers above the limit in bytes: 431, once the sender has written its megabyte", async () => {
    const { url, up, refusals } = await start();
    const client = await rawClient(url);
    client.socket.pause();
    client.write("POST /in/a HTTP/1.1\r\nHost: a\r\nX-Signature: ");
    await new Promise<void>((resolve) => client.socket.write("a".repeat(1_000_000), () => resolve()));
    client.write("\r\n\r\n");
    client.socket.resume();
    const answer = await client.answer();
    expect(answer.status).toBe(431);
    expect(answer.headers["content-type"]).toBe("application/problem+json");
    expect(codeOf(answer)).toBe("HEADERS_TOO_LARGE");
    await client.closed();
    expect(refusals).toMatchObject([{ status: 431, code: "HEADERS_TOO_LARGE", source: undefined }]);
    expect(await up()).toBe(202);
  });

  test("too many header lines: 431", async () => {
    const { url, up, inbox } = await start({ headerLines: 20 });
    const lines = Array.from({ length: 20 }, (_, i) => [`x-${i}`, "1"]).flat();
    expect(codeOf(await ask(url, POST(...lines, "Content-Length", "0")))).toBe("HEADERS_TOO_LARGE");
    expect(inbox.taken).toEqual([]);
    expect(await up()).toBe(202);
  });

  test("10,000 header lines: 431", async () => {
    const { url, up } = await start();
    const lines = Array.from({ length: 10_000 }, (_, i) => [`x-${i}`, "1"]).flat();
    expect((await ask(url, POST(...lines))).status).toBe(431);
    expect(await up()).toBe(202);
  });

  test("as many lines as the limit allows are all handed over", async () => {
    const { url, inbox } = await start({ headerLines: 200 });
    const lines = Array.from({ length: 198 }, (_, i) => [`x-${i}`, "1"]).flat();
    expect((await ask(url, POST(...lines, "Content-Length", "0"))).status).toBe(202);
    expect(inbox.taken[0]?.headers.length).toBe(400);
  });

  test("more requests in flight than the limit: 503 with Retry-After, and well again after", async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const answer: Answer = () => gate.then(() => ({ status: 202, headers: {} }));
    const { url, up, refusals } = await start({ inFlight: 2 }, answer);
    const held = [up(), up()];
    const third = await until(async () => {
      const tried = fetch(`${url}/in/a`, { method: "POST", body: "x", signal: AbortSignal.timeout(300) });
      return tried.catch(() => undefined);
    });
    expect(third.status).toBe(503);
    expect(third.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(await third.json()).toMatchObject({ code: "OVERLOADED" });
    open();
    expect(await Promise.all(held)).toEqual([202, 202]);
    expect(await up()).toBe(202);
    expect(refusals[0]).toMatchObject({ code: "OVERLOADED" });
  });

  test("bodies in flight share one budget of bytes", async () => {
    const { url, up } = await start({ bodies: 100_000 });
    const big = await fetch(`${url}/in/a`, { method: "POST", body: "x".repeat(200_000) });
    expect(big.status).toBe(503);
    expect(await big.json()).toMatchObject({ code: "OVERLOADED" });
    for (let i = 0; i < 5; i++) {
      expect((await fetch(`${url}/in/a`, { method: "POST", body: "x".repeat(60_000) })).status).toBe(202);
    }
    expect(await up()).toBe(202);
  });

  test("a body that breaks off gives its bytes back", async () => {
    const { url } = await start({ bodies: 100_000 });
    for (let i = 0; i < 3; i++) {
      const client = await rawClient(url);
      client.write(POST("Content-Length", "90000") + "x".repeat(80_000));
      client.socket.end();
      expect(codeOf(await client.answer())).toBe("BAD_REQUEST");
      client.socket.destroy();
    }
    expect((await fetch(`${url}/in/a`, { method: "POST", body: "x".repeat(90_000) })).status).toBe(202);
  });
});

describe("time", () => {
  // Long enough for the sane request after it on a busy machine.
  const quick = { headersTimeout: 1_000, requestTimeout: 1_000 };

  test("headers that never end: 408", async () => {
    const { url, up, refusals } = await start(quick);
    expect(codeOf(await ask(url, "POST /in/a HTTP/1.1\r\nHost: a\r\nX-Slow: "))).toBe("REQUEST_TIMEOUT");
    expect(refusals).toMatchObject([{ status: 408, code: "REQUEST_TIMEOUT" }]);
    expect(await up()).toBe(202);
  });

  test("a body that never ends: 408, through the inbox", async () => {
    const { url, up, inbox } = await start(quick);
    const answer = await ask(url, POST("Content-Length", "100"), "slow");
    expect(answer.status).toBe(408);
    expect(codeOf(answer)).toBe("REQUEST_TIMEOUT");
    expect(answer.headers.connection).toBe("close");
    expect(inbox.taken).toEqual([]);
    expect(await up()).toBe(202);
  });

  test("an answer is not followed by another, however slowly the refused body comes", async () => {
    const unread: Answer = () => ({ status: 401, headers: {}, body: "no" });
    for (const limits of [quick, { ...quick, headerLines: 2 }]) {
      const { url } = await start(limits, unread);
      const client = await rawClient(url);
      client.write(POST("Content-Length", "1000", "X-One-More", "1"));
      expect((await client.answer()).status).toBeGreaterThan(400);
      await expect(client.answer()).rejects.toThrow('ended after ""');
      client.socket.destroy();
    }
  });

  test("chunks without end: 408", async () => {
    const { url, up } = await start(quick);
    const client = await rawClient(url);
    client.write(POST("Transfer-Encoding", "chunked"));
    const drip = setInterval(() => client.write("1\r\nx\r\n"), 20);
    expect((await client.answer()).status).toBe(408);
    clearInterval(drip);
    client.socket.destroy();
    expect(await up()).toBe(202);
  });
});

describe("a sane server", () => {
  test("a connection is kept for the next request", async () => {
    const { url } = await start();
    const client = await rawClient(url);
    for (let i = 0; i < 3; i++) {
      client.write(`${POST("Content-Length", "1")}x`);
      const answer = await client.answer();
      expect([answer.status, answer.headers.connection]).toEqual([202, "keep-alive"]);
    }
    client.socket.destroy();
  });

  test("requests in one packet are answered in turn", async () => {
    const { url, inbox } = await start();
    const client = await rawClient(url);
    client.write(`${POST("Content-Length", "1")}a${POST("Content-Length", "2")}bb`);
    expect([(await client.answer()).body, (await client.answer()).body]).toEqual(['{"size":1}', '{"size":2}']);
    expect(inbox.taken.length).toBe(2);
    client.socket.destroy();
  });

  test("100 Continue is said only when the body is wanted", async () => {
    const { url } = await start({}, async (request) => {
      if (request.url === "/in/no") return { status: 401, headers: {} };
      return { status: 202, headers: {}, body: String((await request.read(10)).length) };
    });
    const client = await rawClient(url);
    const heard: string[] = [];
    client.socket.on("data", (data: Buffer) => {
      heard.push(data.toString().split("\r\n")[0] ?? "");
      if (data.toString().startsWith("HTTP/1.1 100")) client.write("x");
    });
    client.write(POST("Content-Length", "1", "Expect", "100-continue"));
    expect((await client.answer()).body).toBe("1");
    expect(heard[0]).toBe("HTTP/1.1 100 Continue");
    client.socket.destroy();
    const refused = await rawClient(url);
    refused.write(httpText("POST /in/no", ["Host", "a", "Content-Length", "1", "Expect", "100-continue"]));
    expect((await refused.answer()).status).toBe(401);
    refused.socket.destroy();
  });

  test("healthz is open, readyz knows the store", async () => {
    const { url, inbox } = await start();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    Object.assign(inbox, { health: () => ({ ready: true, trouble: { code: "STORE_FULL", message: "secret path" } }) });
    const full = await fetch(`${url}/readyz`);
    expect(full.status).toBe(503);
    const text = await full.text();
    expect(JSON.parse(text)).toMatchObject({ code: "STORE_FULL" });
    expect(text).not.toContain("secret path");
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    Object.assign(inbox, { health: () => ({ ready: false }) });
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
  });

  test("probes and early refusals keep the connection, where the request came whole", async () => {
    const { url } = await start({ inFlight: 0 });
    const client = await rawClient(url);
    for (const [start, status] of [
      ["GET /healthz", 200],
      ["POST /in/a", 503],
      ["GET /readyz", 200],
    ] as const) {
      client.write(httpText(start, ["Host", "a", "Content-Length", "1"], "x"));
      const answer = await client.answer();
      expect([answer.status, answer.headers.connection]).toEqual([status, "keep-alive"]);
    }
    client.write("no HTTP\r\n\r\n");
    expect((await client.answer()).status).toBe(400);
    await client.closed();
  });

  test("an inbox that breaks its word still gets the sender an answer", async () => {
    const { url } = await start({}, () => Promise.reject(new Error("with a secret")));
    const answer = await fetch(`${url}/in/a`, { method: "POST", body: "x" });
    expect(answer.status).toBe(503);
    expect(await answer.text()).not.toContain("secret");
  });

  test("close waits for answers, refuses what comes late, and drops idle connections", async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const { url, listener } = await start({}, async (request) => {
      await request.read(10);
      await gate;
      return { status: 202, headers: {} };
    });
    const idle = await rawClient(url);
    const busy = await rawClient(url);
    busy.write(`${POST("Content-Length", "1")}x`);
    const pipelined = await rawClient(url);
    pipelined.write(POST("Content-Length", "1"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const closing = listener.close();
    await idle.closed();
    await expect(fetch(`${url}/in/a`)).rejects.toThrow();
    pipelined.write("x");
    open();
    const answers = [await busy.answer(), await pipelined.answer()];
    expect(answers.map(({ status, headers }) => [status, headers.connection])).toEqual([
      [202, "close"],
      [202, "close"],
    ]);
    busy.socket.destroy();
    pipelined.socket.destroy();
    await closing;
  });
});

async function until<T>(get: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 20; i++) {
    const found = await get();
    if (found !== undefined) return found;
  }
  throw new Error("it never came");
}
