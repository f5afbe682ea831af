import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { NodeRequest, type NodeRequestOptions } from "./node-request.ts";

/** Posts a body, lets something happen to the request first, and gives what `read` then says. */
async function readAfter(
  body: string,
  before: (message: IncomingMessage & { body?: unknown; rawBody?: unknown }) => Promise<void> | void,
  options: NodeRequestOptions & { limit?: number } = {},
): Promise<string> {
  let heard = "";
  const server = createServer(async (message, response) => {
    await before(message);
    const read = new NodeRequest(message, options).read(options.limit ?? 100);
    heard = await read.then(
      (bytes) => `read ${Buffer.from(bytes).toString()}`,
      (error: { code: string; message: string; advice: string }) => `${error.code}: ${error.message} ${error.advice}`,
    );
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { method: "POST", body });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return heard;
}

const consume = (message: IncomingMessage) =>
  new Promise<void>((resolve) => void message.resume().on("end", () => resolve()));

test("an untouched body is read", async () => {
  expect(await readAfter("hello", () => {})).toBe("read hello");
});

test("bytes that a framework kept are taken: body, or rawBody beside a parsed one", async () => {
  const kept = Buffer.from("kept");
  expect(await readAfter("x", async (message) => consume(message).then(() => void (message.body = kept)))).toBe(
    "read kept",
  );
  const both = { body: { parsed: true }, rawBody: kept };
  expect(await readAfter("x", async (message) => consume(message).then(() => void Object.assign(message, both)))).toBe(
    "read kept",
  );
});

test("bytes that a framework kept are held to the limit", async () => {
  const long = Buffer.alloc(101);
  const heard = await readAfter("x", async (message) => consume(message).then(() => void (message.body = long)));
  expect(heard).toContain("BODY_TOO_LARGE");
});

test("a parsed body is refused with what was found and the framework's own fix", async () => {
  const parsed = async (message: IncomingMessage & { body?: unknown }) =>
    consume(message).then(() => void (message.body = {}));
  const heard = await readAfter("{}", parsed, { rawBodyAdvice: "Mount it first." });
  expect(heard).toBe("BODY_ALREADY_PARSED: the request's body is of type object, not raw bytes Mount it first.");
  const text = async (message: IncomingMessage & { body?: unknown }) =>
    consume(message).then(() => void (message.body = "{}"));
  expect(await readAfter("{}", text)).toContain("type string");
  expect(await readAfter("{}", consume)).toContain("read already");
});

test("a body parser that set {} and left the stream alone, as Express 4 does, is in nobody's way", async () => {
  expect(await readAfter("hello", (message) => void (message.body = {}))).toBe("read hello");
});

test("a body takes from the budget what has arrived, and none is read beyond it", async () => {
  const budget = { left: 8 };
  expect(await readAfter("12345678", () => {}, { budget })).toBe("read 12345678");
  expect(budget.left).toBe(0);
  expect(await readAfter("1", () => {}, { budget })).toContain("OVERLOADED");
  expect(budget.left).toBe(0);
});
