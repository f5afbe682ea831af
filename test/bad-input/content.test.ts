import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { httpText } from "../../src/adapters/raw-socket.fixture.ts";
import { codeOf, githubHeaders, type Rig, SECRET, startRig } from "./rig.fixture.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());
// Whatever came: the next good request is taken, kept and handled, and nothing else was.
afterEach(() => rig.well());

const idOf = (answer: { body: string }) => (JSON.parse(answer.body) as { id: string }).id;
const bytesOf = async (id: string) => Buffer.from((await rig.inbox.archive.body(id)) ?? []);

/** The newest request in quarantine, once it has been written. */
async function newestRefused(reason: string, bytes: Uint8Array | string) {
  return await vi.waitFor(async () => {
    const { items } = await rig.inbox.archive.quarantined({ limit: 5 });
    for (const { id } of items) {
      const one = await rig.inbox.archive.quarantinedOne(id);
      if (one?.reason === reason && Buffer.from(one.body).equals(Buffer.from(bytes))) return one;
    }
    throw new Error(`not in quarantine as ${reason}`);
  }, 5_000);
}

/** The event has been handled, and this is what its handler was given. */
async function handled(id: string) {
  return await vi.waitFor(() => {
    const event = rig.handled.find((one) => one.id === id);
    if (!event) throw new Error("not handled yet");
    return event;
  }, 5_000);
}

describe("a signed body that is not what it says: 400, kept in quarantine, never dispatched", () => {
  const bodies: [string, string | Uint8Array][] = [
    ["half an object", '{"action":"opened"'],
    ["a trailing comma", '{"action":"opened",}'],
    ["two values", "{}{}"],
    ["single quotes", "{'action':'opened'}"],
    ["a word", "hello"],
    ["invalid UTF-8", Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe, 0xc3, 0x28]), Buffer.from('"}')])],
    ["UTF-16", Buffer.from('{"action":"opened"}', "utf16le")],
    ["a NUL byte in a string", '{"a":"\0"}'],
    ["only NUL bytes", "\0\0\0\0"],
    ["NaN", '{"a":NaN}'],
  ];
  test.each(bodies)("%s", async (_, body) => {
    const before = rig.handled.length;
    const answer = await rig.github(body);
    expect([answer.status, codeOf(answer)]).toEqual([400, "MALFORMED_BODY"]);
    const kept = await newestRefused("malformed", body);
    expect(kept.source).toBe("github");
    expect(rig.handled.length).toBe(before);
  });

  test("forms as well: too many fields, too deep, bytes that are no text", async () => {
    const deep = `a${"[b]".repeat(40)}=1`;
    const many = Array.from({ length: 10_001 }, (_, i) => `a${i}=1`).join("&");
    for (const form of [deep, "a=%ff%fe", many.length < 64_000 ? many : "a&".repeat(10_001)]) {
      const answer = await rig.chargify(form);
      expect([answer.status, codeOf(answer)]).toEqual([400, "MALFORMED_BODY"]);
      expect((await newestRefused("malformed", form)).source).toBe("chargify");
    }
  });
});

describe("hostile, but valid: taken, and the bytes are kept as they came", () => {
  const bodies: [string, string][] = [
    ["an escaped NUL in the type", '{"action":"a\\u0000b"}'],
    ["half a surrogate pair", '{"action":"\\ud800"}'],
    ["spaces, key order and doubled keys", ' { "b" : 1 , "a":2,\n"b":3 }\r\n'],
    ["numbers beyond all doubles", '{"n":1e400,"m":123456789012345678901234567890}'],
    ["emoji and direction marks", '{"a":"👩‍👩‍👧‍👦\u202e"}'],
    ["a value that is no object", "[]"],
    ["null", "null"],
    ["depth", "[".repeat(5_000) + "]".repeat(5_000)],
    ["an action that is an object", '{"action":{"toString":1}}'],
    ["an action that is long", `{"action":"${"a".repeat(50_000)}"}`],
  ];
  test.each(bodies)("%s", async (_, body) => {
    const answer = await rig.github(body);
    expect(answer.status).toBe(202);
    expect((await bytesOf(idOf(answer))).equals(Buffer.from(body))).toBe(true);
    expect(Buffer.from((await handled(idOf(answer))).body).equals(Buffer.from(body))).toBe(true);
  });

  test("bytes of no known type, NUL and all", async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const head = httpText("POST /in/open", [
      "Host",
      "a",
      "Content-Type",
      "application/octet-stream",
      "Content-Length",
      "256",
    ]);
    const answer = await rig.wire(head, bytes);
    expect(answer.status).toBe(200);
    expect([...(await bytesOf(idOf(answer)))]).toEqual([...bytes]);
  });
});

describe("__proto__ and its kin change nothing but their own payload", () => {
  const innocent = () =>
    expect([({} as Record<string, unknown>).polluted, Object.keys(Object.prototype)]).toEqual([undefined, []]);

  test("in JSON", async () => {
    const body = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"action":"__proto__"}';
    const answer = await rig.github(body);
    expect(answer.status).toBe(202);
    const { payload } = await handled(idOf(answer));
    expect((payload as Record<string, unknown>).polluted).toBeUndefined();
    innocent();
  });

  test("in forms", async () => {
    const answer = await rig.chargify(
      "event=__proto__&__proto__[polluted]=1&a[__proto__][polluted]=1&constructor[prototype][polluted]=1&b[constructor][prototype][polluted]=1",
    );
    expect(answer.status).toBe(200);
    const { payload } = await handled(idOf(answer));
    expect((payload as Record<string, unknown>).polluted).toBeUndefined();
    innocent();
  });

  test("in header names", async () => {
    const answer = await rig.github("{}", { __proto__X: "1", constructor: "1", toString: "1" });
    expect(answer.status).toBe(202);
    expect((await handled(idOf(answer))).headers.constructor).toBe("1");
    innocent();
  });
});

describe("signatures", () => {
  const BODY = '{"action":"opened"}';
  const right = createHmac("sha256", SECRET).update(BODY).digest("hex");

  test("two of them: refused, in either order, and kept", async () => {
    for (const pair of [
      [`sha256=${right}`, `sha256=${"0".repeat(64)}`],
      [`sha256=${"0".repeat(64)}`, `sha256=${right}`],
      [`sha256=${right}`, `sha256=${right}`],
    ]) {
      const headers = [
        ...githubHeaders(BODY, { "X-Hub-Signature-256": undefined }),
        ...pair.flatMap((value) => ["X-Hub-Signature-256", value]),
      ];
      const answer = await rig.wire(httpText("POST /in/github", headers), BODY);
      expect([answer.status, codeOf(answer)]).toEqual([401, "SIGNATURE_DUPLICATED"]);
    }
    await vi.waitFor(async () => {
      const { items } = await rig.inbox.archive.quarantined({ source: "github" });
      expect(items.filter(({ reason }) => reason === "SIGNATURE_DUPLICATED").length).toBe(3);
    }, 5_000);
  });

  const broken: [string, string | undefined][] = [
    ["missing", undefined],
    ["empty", ""],
    ["only its prefix", "sha256="],
    ["of another body", `sha256=${createHmac("sha256", SECRET).update("{}").digest("hex")}`],
    ["of another secret", `sha256=${createHmac("sha256", "x").update(BODY).digest("hex")}`],
    ["without its prefix", right],
    ["of another version", `sha1=${right}`],
    ["cut", `sha256=${right.slice(0, 63)}`],
    ["longer", `sha256=${right}00`],
    ["no hex", `sha256=${"z".repeat(64)}`],
    ["base64", `sha256=${Buffer.from(right, "hex").toString("base64")}`],
    ["a list", `sha256=${right},sha256=${right}`],
    ["high bytes", `sha256=${"\u00ff".repeat(64)}`],
    ["20,000 characters", `sha256=${"a".repeat(20_000)}`],
  ];
  test.each(broken)("%s: 401, not dispatched, the right one never told", async (_, signature) => {
    const before = rig.handled.length;
    const answer = await rig.github(BODY, { "X-Hub-Signature-256": signature });
    expect(answer.status).toBe(401);
    expect(codeOf(answer)).toMatch(/^SIGNATURE_/);
    expect(answer.headers["content-type"]).toBe("application/problem+json");
    if (!signature?.includes(right)) expect(answer.body).not.toContain(right);
    expect(answer.body).not.toContain(SECRET);
    expect(rig.handled.length).toBe(before);
  });
});

test("a repeat is answered as the first was, and handled once", async () => {
  const over = { "X-GitHub-Delivery": "the-same" };
  const first = await rig.github('{"action":"opened"}', over);
  await handled(idOf(first));
  const again = await rig.github('{"action":"opened"}', over);
  expect([again.status, JSON.parse(again.body)]).toEqual([202, { status: "duplicate", id: idOf(first) }]);
  expect(rig.handled.filter((event) => event.id === idOf(first)).length).toBe(1);
});
