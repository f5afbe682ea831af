import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { expect, test } from "vitest";
import { adapterSuite } from "./adapter.suite.ts";
import { answerFetch, toIncoming, toResponse } from "./fetch.ts";
import { LINGER_BYTES } from "./linger.ts";
import { LIMIT, plainInbox } from "./plain-inbox.fixture.ts";

adapterSuite(
  "fetch",
  async (inbox) => {
    const answer = async (request: Request) => {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith("/parsed")) await request.json();
      const source = pathname.split("/").filter(Boolean).at(-1);
      return answerFetch(inbox, request, { source });
    };
    const server = createServer(getRequestListener(answer));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const close = async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
    return { base: `${origin}/hooks`, parsed: `${origin}/parsed`, close };
  },
  { fix: "clone()", joinsHeaders: true },
);

const URL_ = "https://example.com/in/github?x=1";

test("a Request and a Response without any server", async () => {
  const inbox = plainInbox();
  const request = new Request(URL_, { method: "POST", body: "héllo", headers: { "X-Sig": "1" } });
  const response = await answerFetch(inbox, request, { source: "github" });
  expect(response.status).toBe(202);
  expect(await response.json()).toEqual({ size: 6 });
  expect(inbox.taken[0]).toMatchObject({ method: "POST", url: URL_, source: "github" });
});

test("a Request without a body has none", async () => {
  expect((await toIncoming(new Request(URL_)).read(10)).length).toBe(0);
});

test.each(["github", "unread"])(
  "of a body that is refused (%s) no more is read than a sender may linger",
  async (source) => {
    const inbox = plainInbox();
    let read = 0;
    let cancelled = false;
    const endless = new ReadableStream({
      pull(controller) {
        read += 1024 * 1024;
        controller.enqueue(new Uint8Array(1024 * 1024));
      },
      // React Router 7 and h3 1 go on writing to a stream that was cancelled: an exception that nobody catches.
      cancel: () => void (cancelled = true),
    });
    const request = new Request(URL_, { method: "POST", body: endless, duplex: "half" } as RequestInit);
    const { status } = await answerFetch(inbox, request, { source });
    expect(status).toBe(source === "github" ? 413 : 401);
    await expect.poll(() => read, { timeout: 20_000 }).toBeGreaterThanOrEqual(LINGER_BYTES);
    await new Promise(setImmediate);
    expect(read).toBeLessThanOrEqual((source === "github" ? LIMIT : 0) + LINGER_BYTES + 3 * 1024 * 1024);
    expect(inbox.taken).toEqual([]);
    expect(cancelled).toBe(false);
  },
);

test("a stream that breaks is a bad request", async () => {
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
  const request = new Request(URL_, { method: "POST", body: broken, duplex: "half" } as RequestInit);
  await expect(toIncoming(request).read(10)).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("a stream that somebody else reads is a body that was read, with a length and without", async () => {
  const lengths: Record<string, string>[] = [{ "content-length": "1" }, {}];
  for (const headers of lengths) {
    const request = new Request(URL_, { method: "POST", body: "x", headers });
    request.body?.getReader();
    await expect(toIncoming(request).read(10)).rejects.toMatchObject({ code: "BODY_ALREADY_PARSED" });
  }
});

test("a body that was announced and is not there is a bad request, no empty event", async () => {
  const request = new Request(URL_, { method: "POST", headers: { "content-length": "9" } });
  await expect(toIncoming(request).read(10)).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("a length that is a lie lets nothing past the limit", async () => {
  const request = new Request(URL_, { method: "POST", body: "x".repeat(11), headers: { "content-length": "3" } });
  await expect(toIncoming(request).read(10)).rejects.toMatchObject({ code: "BODY_TOO_LARGE" });
});

test("a 204 has no body", () => {
  expect(toResponse({ status: 204, headers: {}, body: "" }).body).toBeNull();
});
