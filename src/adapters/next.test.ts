import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { expect, test } from "vitest";
import { adapterSuite } from "./adapter.suite.ts";
import { toNext } from "./next.ts";
import { plainInbox } from "./plain-inbox.fixture.ts";

// Next itself, 320 MB with its compiler, is no dependency of the tests. Its contract is: a route handler is called with a
// web Request and { params }, a promise; an API route with Node's request and response, req.body being set when the
// parser is on.

async function listen(server: ReturnType<typeof createServer>) {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { base: `${origin}/hooks`, parsed: `${origin}/parsed`, close };
}

adapterSuite(
  "next, App Router",
  (inbox) => {
    const POST = toNext(inbox);
    const answer = async (request: Request) => {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith("/parsed")) await request.json();
      const params = Promise.resolve({ source: pathname.split("/").filter(Boolean).at(-1) });
      return POST(request, { params });
    };
    return listen(createServer(getRequestListener(answer)));
  },
  { fix: "json()", joinsHeaders: true },
);

async function parse(request: IncomingMessage & { body?: unknown }): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  request.body = JSON.parse(Buffer.concat(chunks).toString());
}

adapterSuite(
  "next, Pages Router",
  (inbox) => {
    const handler = toNext(inbox);
    return listen(
      createServer(async (request, response) => {
        if (request.url?.startsWith("/parsed")) await parse(request);
        await handler(request, response);
      }),
    );
  },
  { fix: "bodyParser: false" },
);

const post = (path: string) => new Request(`http://localhost${path}`, { method: "POST", body: "x" });

test("the source is the option, else the folder's name, else the path's last segment", async () => {
  const inbox = plainInbox();
  const params = { source: "stripe" };
  await toNext(inbox, { source: "chargify" })(post("/a/b"), { params });
  await toNext(inbox)(post("/a/b"), { params: Promise.resolve(params) });
  await toNext(inbox)(post("/a/github"), {});
  expect(inbox.taken.map(({ source }) => source)).toEqual(["chargify", "stripe", "github"]);
});
