import { afterEach, describe, expect, test } from "vitest";
import { type Rig, startAdmin } from "./admin.fixture.ts";
import { clientAddress } from "./client-address.ts";

describe("the address of who asks", () => {
  test.each([
    [0, "7.7.7.7", "10.0.0.1"],
    [1, undefined, "10.0.0.1"],
    [1, "", "10.0.0.1"],
    [1, "7.7.7.7", "7.7.7.7"],
    // What stands further left may be anybody's invention.
    [1, "1.1.1.1, 7.7.7.7", "7.7.7.7"],
    [2, "1.1.1.1, 7.7.7.7,10.0.0.9", "7.7.7.7"],
    // It did not come by way of all of them.
    [2, "7.7.7.7", "10.0.0.1"],
    [1, "1.1.1.1, unknown", "10.0.0.1"],
    [1, "1.1.1.1,", "10.0.0.1"],
    [1, "7.7.7.7:4711", "7.7.7.7"],
    [1, "2001:DB8::7", "2001:db8::7"],
    [1, "[2001:db8::7]:4711", "2001:db8::7"],
    [1, "::ffff:7.7.7.7", "7.7.7.7"],
    [1, `${"1.1.1.1,".repeat(3_000)}7.7.7.7`, "7.7.7.7"],
    [1, "x".repeat(10_000), "10.0.0.1"],
  ])("behind %i, with %j: %s", (proxies, forwarded, address) => {
    expect(clientAddress(forwarded, "10.0.0.1", proxies)).toBe(address);
  });
});

describe("behind a proxy", () => {
  const TOKEN = "a-long-admin-token";
  let rig: Rig;
  afterEach(() => rig.served.close());

  const ask = (path: string, from: string, token: string | undefined, init: RequestInit = {}) =>
    rig.get(path, {
      ...init,
      headers: {
        "content-type": "application/json",
        "x-forwarded-for": from,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
    });
  const logIn = (from: string, token: string) =>
    ask("/api/session", from, undefined, { method: "POST", body: JSON.stringify({ token }) });

  test("a stranger who guesses locks out nobody else, whatever addresses he makes up", async () => {
    rig = await startAdmin({ token: TOKEN, trustedProxies: 1 });
    for (let i = 0; i < 6; i++) await ask("/api/events", `8.8.8.${i}, 6.6.6.6`, "wrong");
    for (let i = 0; i < 6; i++) await logIn(`8.8.8.${i}, 6.6.6.6`, "wrong");
    expect((await ask("/api/events", "8.8.8.8, 6.6.6.6", TOKEN)).status).toBe(429);
    expect((await logIn("8.8.8.8, 6.6.6.6", TOKEN)).status).toBe(429);
    expect((await ask("/api/events", "7.7.7.7", TOKEN)).status).toBe(200);
    expect((await logIn("7.7.7.7", TOKEN)).status).toBe(200);
  });

  test("the audit log has who asked", async () => {
    rig = await startAdmin({ token: TOKEN, trustedProxies: 1 });
    await logIn("1.1.1.1, 7.7.7.7", TOKEN);
    const entries = (await (await ask("/api/audit", "7.7.7.7", TOKEN)).json()) as { items: object[] };
    expect(entries.items[0]).toMatchObject({ action: "login", address: "7.7.7.7" });
  });

  test("nothing of the header is believed unless the config says how many there are", async () => {
    rig = await startAdmin({ token: TOKEN });
    for (let i = 0; i < 10; i++) await ask("/api/events", `8.8.8.${i}`, "wrong");
    expect((await ask("/api/events", "7.7.7.7", TOKEN)).status).toBe(429);
  });
});
