import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { adapterSuite } from "./adapter.suite.ts";
import { toNode } from "./node.ts";
import { plainInbox } from "./plain-inbox.fixture.ts";

async function listen(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`, close };
}

adapterSuite("node", (inbox) => listen(toNode(inbox)));

test("the option names the source, whatever the path", async () => {
  const inbox = plainInbox();
  const { base, close } = await listen(toNode(inbox, { source: "chargify" }));
  await fetch(`${base}/anything`, { method: "POST", body: "x" });
  expect(inbox.taken[0]?.source).toBe("chargify");
  await close();
});

test("a source's own path goes before the last segment", async () => {
  const inbox = plainInbox();
  const { base, close } = await listen(toNode(inbox));
  await fetch(new URL("/own/path/?x=1", base), { method: "POST", body: "x" });
  expect(inbox.taken[0]?.source).toBe("github");
  await close();
});

test("a body that another listener has read is refused", async () => {
  const inbox = plainInbox();
  const { base, close } = await listen((request, response) => {
    request.resume().on("end", () => toNode(inbox)(request, response));
  });
  const answer = await fetch(`${base}/github`, { method: "POST", body: "x" });
  expect(answer.status).toBe(500);
  expect(await answer.json()).toMatchObject({ code: "BODY_ALREADY_PARSED" });
  await close();
});
