import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { createRemote, type Told } from "./remote.ts";

test("the beat of the stream is no message: it does not move the cursor", async () => {
  const said = [
    'event: ready\nid: c1\ndata: {"store":"memory:","at":1}\n\n',
    "event: beat\ndata: {}\n\n",
    ":\n\n",
    'event: event\nid: c2\ndata: {"id":"evt_1"}\n\n',
    "event: beat\ndata: {}\n\n",
  ];
  const server = createServer((_, response) => {
    response.setHeader("content-type", "text/event-stream");
    response.end(said.join(""));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const from = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const told: Told[] = [];
  await createRemote({ from, sources: [] }).stream(undefined, (one) => told.push(one), new AbortController().signal);
  server.close();
  expect(told.map(({ kind, cursor }) => [kind, cursor])).toEqual([
    ["ready", "c1"],
    ["event", "c2"],
  ]);
});
