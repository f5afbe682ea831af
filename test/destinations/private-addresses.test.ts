import { connect, createServer, type LookupFunction, type Server } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { resolveConfig } from "../../src/config/resolve.ts";
import type { Destination } from "../../src/destinations/destination.ts";
import { isPublicAddress } from "../../src/destinations/http/addresses.ts";
import { toHttpDestination } from "../../src/destinations/http/http.ts";
import type { Lease } from "../../src/stores/store.ts";
import { startApp } from "./app.fixture.ts";
import { ELSEWHERE, LOOPBACK, NAMES } from "./private-addresses.fixture.ts";

let server: Server;
let port = 0;
let connections = 0;
beforeAll(async () => {
  server = createServer((socket) => {
    connections += 1;
    socket.on("error", () => {}).end("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "::", resolve));
  port = (server.address() as { port: number }).port;
});
afterAll(() => void server.close());

const LEASE: Lease = {
  delivery: "dlv_1",
  token: 1,
  destination: "app",
  attempt: 1,
  crashes: 0,
  event: {
    id: "evt_1",
    source: "github",
    key: null,
    type: "push",
    headers: [],
    body: new Uint8Array(),
    size: 0,
    receivedAt: 0,
  },
};

/** A resolver of our own. */
const answering =
  (addresses: readonly string[]): LookupFunction =>
  (_, options, callback) => {
    const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    if (options.all) return callback(null, found);
    callback(null, found[0]?.address ?? "", found[0]?.family ?? 4);
  };

/** One delivery to a URL that no config has looked at; its connections, and how it ended. */
async function deliver(url: string, { allowPrivate = false, lookup = answering(["127.0.0.1"]) } = {}) {
  const before = connections;
  const target = { kind: "http", url, secrets: [], allowPrivate, headers: [], retryOn: [] } as const;
  const about = { name: "app", concurrency: 1, timeout: 1_000, retry: [] };
  const destination: Destination = toHttpDestination(target, about, {
    clock: Date.now,
    credentials: () => [],
    lookup,
  });
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(new Error("hangs")), 2_000);
  const ended = await destination.deliver(LEASE, stop, undefined as never).catch((error: Error) => error);
  clearTimeout(timer);
  await destination.close?.();
  return { ended, connections: connections - before };
}

const configOf = (url: string, allowPrivate?: boolean) => () =>
  resolveConfig({
    sources: { github: { provider: "github", secret: "0123456789abcdef" } },
    destinations: { app: { url, allowPrivate } },
  });

test(`${LOOPBACK.length + ELSEWHERE.length} spellings of private addresses: the config refuses them`, () => {
  expect(LOOPBACK.length + ELSEWHERE.length).toBeGreaterThanOrEqual(100);
  for (const host of [...LOOPBACK, ...ELSEWHERE]) {
    const url = `http://${host}:${port}/`;
    expect(configOf(url), host).toThrow(/allowPrivate: true/);
    expect(configOf(url, true), host).not.toThrow();
  }
  expect(configOf("http://localhost:3000/hooks")).toThrow(/localhost is this machine.*\n.*allowPrivate: true/);
});

test("and no connection is made to them, whatever let them pass", async () => {
  for (const host of [...LOOPBACK, ...ELSEWHERE]) {
    const { ended, connections } = await deliver(`http://${host}:${port}/`);
    expect([host, connections]).toEqual([host, 0]);
    expect(String(ended), host).toContain("is not a public address");
  }
});

test("nor to a name with such an address among its own", async () => {
  for (const [name, ...addresses] of NAMES) {
    const { ended, connections } = await deliver(`http://${name}:${port}/`, { lookup: answering(addresses) });
    expect([name, connections]).toEqual([name, 0]);
    expect(String(ended), name).toContain("is not a public address");
  }
});

test("control: without the check each spelling of this machine is connected to", async () => {
  for (const host of LOOPBACK) {
    const { connections } = await deliver(`http://${host}:${port}/`, { allowPrivate: true });
    expect([host, connections]).toEqual([host, 1]);
  }
  const { connections } = await deliver(`http://localhost:${port}/`, { allowPrivate: true });
  expect(connections).toBe(1);
});

/** Public when it is looked at, this machine ever after. */
function rebinding(): { lookup: LookupFunction; asked: () => number } {
  let asked = 0;
  return {
    asked: () => asked,
    lookup: (host, options, callback) => {
      asked += 1;
      answering([asked === 1 ? "9.9.9.9" : "127.0.0.1"])(host, options, callback);
    },
  };
}

test("a name that changes its address between check and connection is asked for once", async () => {
  const { lookup, asked } = rebinding();
  // Gone through the public answer: what comes next is refused.
  lookup("x", { all: true }, () => {});
  const { connections } = await deliver(`http://rebind.example.com:${port}/`, { lookup });
  expect([connections, asked()]).toEqual([0, 2]);
});

test("control: a check before the connection, by a lookup of its own, lets such a name through", async () => {
  const { lookup } = rebinding();
  const before = connections;
  const checked = await new Promise<string>((resolve) =>
    lookup("rebind.example.com", { all: true }, (_, found) => resolve((found as { address: string }[])[0]!.address)),
  );
  expect(isPublicAddress(checked)).toBe(true);
  await new Promise((resolve) =>
    connect({ host: "rebind.example.com", port, lookup })
      .on("data", () => {})
      .on("close", resolve),
  );
  expect(connections - before).toBe(1);
});

test("a redirect is not followed, wherever it leads; control: one who follows it gets there", async () => {
  const app = await startApp(() => ({ status: 307, headers: { location: `http://127.0.0.1:${port}/` } }));
  const { ended, connections: made } = await deliver(app.url, { allowPrivate: true });
  expect(made).toBe(0);
  expect(String(ended)).toContain("307 Temporary Redirect");
  const before = connections;
  await fetch(app.url, { method: "POST" }).catch(() => {});
  expect(connections - before).toBe(1);
  await app.close();
});

test("public addresses are let through", () => {
  for (const address of ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450:4001::1"])
    expect(isPublicAddress(address), address).toBe(true);
  for (const nothing of ["", "localhost", "1.2.3", "::g"]) expect(isPublicAddress(nothing), nothing).toBe(false);
});
