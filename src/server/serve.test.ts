import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { type Config, createInbox } from "../index.ts";
import { serve } from "./serve.ts";

const make = (config: Partial<Config> = {}) =>
  createInbox({ store: "memory:", sources: { open: { provider: "none" } }, ...config });
const LOCAL = { host: "127.0.0.1", port: 0, adminPort: 0, work: true };

test("serves both listeners once the inbox is ready, and closes all", async () => {
  const served = await serve(make(), LOCAL);
  expect((await fetch(`${served.ingest}/in/open`, { method: "POST", body: "x" })).status).toBe(200);
  expect((await fetch(`${served.ingest}/readyz`)).status).toBe(200);
  expect((await fetch(`${served.admin}/api/stats`)).status).toBe(200);
  expect((await fetch(`${served.ingest}/api/stats`)).status).toBe(404);
  await Promise.all([served.close(), served.close()]);
  await expect(fetch(`${served.ingest}/readyz`)).rejects.toThrow();
  await expect(fetch(`${served.admin}/readyz`)).rejects.toThrow();
});

test("a port that is taken is named, with the option that changes it, and nothing stays open", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  const taken = { code: "PORT_TAKEN", message: expect.stringContaining(String(port)) };
  await expect(serve(make(), { ...LOCAL, port })).rejects.toMatchObject({
    ...taken,
    advice: expect.stringContaining("--port"),
  });
  const inbox = make();
  await expect(serve(inbox, { ...LOCAL, adminPort: port })).rejects.toMatchObject({
    ...taken,
    advice: expect.stringContaining("--admin-port"),
  });
  expect(inbox.health().ready).toBe(false);
  await new Promise((resolve) => other.close(resolve));
});

test("an address of another machine is refused by name", async () => {
  await expect(
    serve(make({ sources: { open: { provider: "none", allowUnverified: true } } }), { ...LOCAL, host: "192.0.2.1" }),
  ).rejects.toMatchObject({
    code: "LISTEN_FAILED",
    message: expect.stringContaining("192.0.2.1"),
  });
});

test("the admin listener leaves loopback only with a token", async () => {
  const inbox = make();
  await expect(serve(inbox, { ...LOCAL, adminHost: "0.0.0.0" })).rejects.toMatchObject({
    code: "ADMIN_TOKEN_REQUIRED",
    advice: expect.stringContaining("HOOKINBOX_ADMIN_TOKEN"),
  });
  expect(inbox.health().ready).toBe(false);
  const served = await serve(make({ admin: { token: "t".repeat(30) } }), { ...LOCAL, adminHost: "0.0.0.0" });
  const url = `http://127.0.0.1:${new URL(served.admin).port}`;
  expect((await fetch(`${url}/api/stats`)).status).toBe(401);
  expect((await fetch(`${url}/api/stats`, { headers: { authorization: `Bearer ${"t".repeat(30)}` } })).status).toBe(
    200,
  );
  await served.close();
});
