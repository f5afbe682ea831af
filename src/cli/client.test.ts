import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { createClient } from "./client.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** What a server of another mind would say. */
async function answering(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

const json = (response: ServerResponse, status: number, value: unknown): void =>
  void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));

describe("the client of the admin API", () => {
  it("asks with the token and the filters that are set", async () => {
    const asked: unknown[] = [];
    const url = await answering((request, response) => {
      asked.push([request.method, request.url, request.headers.authorization]);
      json(response, 200, { items: [], next: null });
    });
    await createClient({ url: `${url}/`, token: "t" }).events({ source: "a b", state: undefined, limit: 5 });
    expect(asked).toEqual([["GET", "/api/events?source=a+b&limit=5", "Bearer t"]]);
  });

  it("escapes what stands in a path", async () => {
    const asked: unknown[] = [];
    const url = await answering((request, response) => {
      asked.push(request.url);
      json(response, 404, { code: "NO_SUCH_EVENT" });
    });
    expect(await createClient({ url }).event("../../x?y")).toBeUndefined();
    expect(asked).toEqual(["/api/events/..%2F..%2Fx%3Fy"]);
  });

  it.each([
    [401, { code: "UNAUTHORIZED" }, "ADMIN_REFUSED", "wants another token"],
    [403, {}, "ADMIN_REFUSED", "wants another token"],
    [503, { code: "STORE_FULL", detail: "the disk is full" }, "ADMIN_REFUSED", "answered 503: the disk is full"],
    [404, "not a problem", "ADMIN_REFUSED", "answered 404: no reason given"],
    [404, { code: "NOT_FOUND" }, "ADMIN_REFUSED", "does not know this request"],
  ])("%d %j is %s", async (status, body, code, said) => {
    const url = await answering((_, response) => json(response, status, body));
    const failing = createClient({ url }).events({});
    await expect(failing).rejects.toMatchObject({ code });
    await expect(failing).rejects.toThrow(said);
  });

  it("says that nothing answers, and why", async () => {
    await expect(createClient({ url: "http://127.0.0.1:9" }).events({})).rejects.toMatchObject({
      code: "ADMIN_UNREACHABLE",
      message: expect.stringMatching(/does not answer: \S/),
    });
  });

  it("follows no redirect: the token is for this address", async () => {
    const url = await answering(
      (_, response) => void response.writeHead(302, { location: "http://127.0.0.1:9/" }).end(),
    );
    await expect(createClient({ url, token: "t" }).events({})).rejects.toMatchObject({ code: "ADMIN_UNREACHABLE" });
  });

  it.each([
    ["nothing at all", undefined],
    ["a page", (_: IncomingMessage, response: ServerResponse) => void response.end("<html>")],
    ["other JSON", (_: IncomingMessage, response: ServerResponse) => json(response, 200, { name: "x" })],
    ["a list", (_: IncomingMessage, response: ServerResponse) => json(response, 200, [])],
  ])("takes %s for no hookinbox", async (_, answer) => {
    const url = answer === undefined ? "http://127.0.0.1:9" : await answering(answer);
    expect(await createClient({ url }).find()).toBeUndefined();
  });

  it("knows one by its session", async () => {
    const url = await answering((_, response) =>
      json(response, 200, { required: false, role: "admin", store: "memory:" }),
    );
    expect(await createClient({ url }).find()).toMatchObject({ store: "memory:" });
  });
});
