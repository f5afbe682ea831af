import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { problem } from "../problem.ts";
import { follow, type LinkNews } from "./follow.ts";
import { createRelay } from "./relay.ts";
import { createRemote } from "./remote.ts";

const undo: (() => void)[] = [];
afterEach(() => {
  for (const one of undo.splice(0).reverse()) one();
});

type Answer = (response: ServerResponse) => void;
/** As a proxy or a firewall answers by itself, for a backend that knows nothing of it. */
const foreign =
  (status: number, type = "text/html", body = "<h1>page not found</h1>"): Answer =>
  (response) =>
    response.writeHead(status, { "content-type": type }).end(body);
const ours =
  (...said: Parameters<typeof problem>): Answer =>
  (response) => {
    const { status, headers, body } = problem(...said);
    response.writeHead(status, headers as Record<string, string>).end(body);
  };

const EVENT = { id: "evt_1", source: "github", type: "push", size: 2, receivedAt: 5 };
const frame = (kind: string, data: object, id: string) =>
  `event: ${kind}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;

/** An inbox with one event, as far as a listener sees it. Paths that end like a key of `instead` are answered by that. */
async function startFar(instead: Record<string, Answer | undefined> = {}) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url as string, "http://far");
    const other = Object.entries(instead).find(([end]) => pathname.endsWith(end))?.[1];
    if (other) return other(response);
    if (pathname.endsWith("/body")) return response.end("{}");
    if (!pathname.endsWith("/stream")) return response.end(JSON.stringify({ headers: ["X-Sig", "1"] }));
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(frame("ready", { store: "memory:", at: 1 }, "c1") + frame("event", EVENT, "c2"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => server.closeAllConnections();
  const ending = new AbortController();
  undo.push(
    () => server.close(),
    cut,
    () => ending.abort(),
  );
  const { signal } = ending;
  const news: LinkNews[] = [];
  const waited: string[] = [];
  const remote = createRemote({ from: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sources: [] });
  const following = follow({ remote, seen: [], signal, tell: (one) => news.push(one) });
  const waiting = ({ id }: { id: string }, reason: string) => waited.push(`${id}: ${reason}`);
  const relay = createRelay({ remote, following, signal, types: [], waiting });
  const connections = () => news.filter(({ kind }) => kind === "connected").length;
  const lost = () => news.flatMap((one) => (one.kind === "lost" ? [one.reason] : []));
  return { instead, cut, relay, connections, lost, waited };
}

/** Until an event comes, or what ends the listening. */
async function nextEvent(relay: Awaited<ReturnType<typeof startFar>>["relay"]) {
  for (;;) {
    const { relayed } = await relay.next();
    if (relayed) return relayed;
  }
}

const FOREIGN: [string, Answer, RegExp][] = [
  ["404", foreign(404), /404/],
  ["403", foreign(403), /403/],
  ["400", foreign(400), /400/],
  ["404 in JSON with a code of its own", foreign(404, "application/json", '{"code":"NOT_FOUND"}'), /404/],
  ["403 as a problem of another program", foreign(403, "application/problem+json", '{"code":"waf"}'), /403/],
  ["400 that is no object", foreign(400, "application/problem+json", "null"), /400/],
];

describe("an answer that is not the inbox's own, once it was reached", () => {
  test.each(FOREIGN)("is a link that is cut off: %s", async (_, answer, reason) => {
    const { instead, cut, relay, connections, lost } = await startFar();
    await nextEvent(relay);
    instead["/stream"] = answer;
    cut();
    await expect.poll(() => lost().some((one) => reason.test(one))).toBe(true);
    instead["/stream"] = undefined;
    await expect.poll(connections, { timeout: 5_000 }).toBe(2);
    // Known already, so only the cursor moves; what matters is that nothing has ended.
    await relay.next();
  });

  test.each([...FOREIGN, ["410", foreign(410), /410/] as const])(
    "does not make an event gone, and is shown: %s",
    async (_, answer, reason) => {
      const { instead, relay, waited } = await startFar({ "/body": answer });
      const coming = nextEvent(relay);
      await expect.poll(() => waited).toEqual([expect.stringMatching(reason)]);
      instead["/body"] = undefined;
      expect(await coming).toMatchObject({ event: { id: "evt_1" }, original: { headers: ["X-Sig", "1"] } });
    },
  );
});

test.each([
  ["a name that it does not answer to", ours("HOST_NOT_ALLOWED")],
  ["a source that is gone", ours("QUERY_INVALID", "there is no source")],
  ["no right to listen", ours("ROLE_NOT_ALLOWED")],
  ["a token that was taken back", ours("UNAUTHORIZED")],
  ["401 of whoever it is", foreign(401)],
])("what the inbox itself refuses ends it: %s", async (_, answer) => {
  const { instead, cut, relay } = await startFar();
  await nextEvent(relay);
  instead["/stream"] = answer;
  cut();
  await expect(nextEvent(relay)).rejects.toMatchObject({ code: "LISTEN_REFUSED" });
});

test.each([
  ["404", foreign(404)],
  ["403", foreign(403)],
])("before it was ever reached, --from is wrong: %s", async (_, answer) => {
  const { relay } = await startFar({ "/stream": answer });
  await expect(nextEvent(relay)).rejects.toMatchObject({ code: "LISTEN_REFUSED" });
});

test.each([
  ["EVENT_UNKNOWN", ours("EVENT_UNKNOWN")],
  ["BODY_PRUNED", ours("BODY_PRUNED")],
])("an event that the inbox does not have any more is gone: %s", async (_, answer) => {
  const { relay } = await startFar({ "/body": answer });
  expect(await nextEvent(relay)).toMatchObject({ original: "gone" });
});
