import { describe, expect, it } from "vitest";
import { FORM_DEPTH, FORM_FIELDS } from "./form.ts";
import { parsePayload, pick, toPathSteps } from "./payload.ts";

const read = (text: string | Uint8Array, type?: string) => parsePayload(Buffer.from(text as string), type);
const json = (text: string | Uint8Array) => read(text, "application/json");
const form = (text: string) => read(text, "application/x-www-form-urlencoded");
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("JSON bodies", () => {
  it("are read by type, with or without parameters", () => {
    for (const type of ["application/json", "Application/JSON; charset=utf-8", "application/cloudevents+json"]) {
      expect(read('{"a":"é"}', type)).toEqual({ kind: "json", value: { a: "é" } });
    }
  });

  it("may begin with a byte order mark", () => {
    expect(json(Buffer.from("\ufeff[1]"))).toEqual({ kind: "json", value: [1] });
  });

  it.each([
    ['{"a":1,}', 7],
    ['{"a" 1}', 5],
    ["[1 2]", 3],
    ["[1,2", 4],
    ['"abc', 4],
    ['"a\nb"', 2],
    ["{}x", 2],
    ["nul", 0],
    ["[01]", 2],
    ["  ", 2],
    ['{"a":[{"b":tru}]}', 11],
  ])("that are broken say where: %s", (text, at) => {
    const payload = json(text);
    expect(payload.kind).toBe("malformed");
    const reason = payload.kind === "malformed" ? payload.reason : "";
    expect(reason).toMatch(at >= text.length ? `after ${at} characters` : `offset ${at} `);
  });

  it("never quote the body in the reason", () => {
    expect(JSON.stringify(json("secret-looking-text"))).not.toContain("secret");
  });

  it("cannot change a prototype, however the key is spelt", () => {
    for (const key of ["__proto__", "\\u005f_proto__", "__\\u0070roto__", "_\\u005Fproto\\u005f_"]) {
      const payload = json(`{"a":1,"b":{"${key}" : {"polluted":true}}}`);
      expect(payload.kind).toBe("json");
      const merged = Object.assign({}, (payload as { value: { b: object } }).value.b) as { polluted?: boolean };
      expect(merged.polluted).toBeUndefined();
    }
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("keep a value that merely names __proto__", () => {
    expect(json('{"a":"__proto__"}')).toEqual({ kind: "json", value: { a: "__proto__" } });
  });

  it("may nest absurdly and stay a plain answer", () => {
    expect(json("[".repeat(200_000)).kind).toBe("malformed");
  });
});

describe("bytes that are not UTF-8", () => {
  it.each([
    [[0x22, 0xff, 0x22], 1],
    [[0x22, 0x61, 0xc3, 0x22], 2],
    [[0xe2, 0x82], 0],
    [[0x22, 0xe2, 0x82, 0xac, 0x80, 0x22], 4],
    [[...Buffer.from(`"${"é".repeat(500)}`), 0xc0, 0xaf], 1001],
  ])("are malformed, and the reason says where", (bytes, at) => {
    expect(json(Uint8Array.from(bytes))).toEqual({
      kind: "malformed",
      reason: `the body is not UTF-8: wrong byte at offset ${at}`,
    });
  });
});

describe("form bodies", () => {
  it("nest by brackets", () => {
    const payload = form("id=7&event=signup&payload[customer][id]=9&payload%5Bcustomer%5D[name]=A+B%26C&flag");
    expect(plain(payload)).toEqual({
      kind: "form",
      value: { id: "7", event: "signup", payload: { customer: { id: "9", name: "A B&C" } }, flag: "" },
    });
  });

  it("collect lists", () => {
    expect(plain(form("a[]=1&a[]=2&b=1&b=2&c[][x]=1&c[][y]=2&c[][x]=3"))).toEqual({
      kind: "form",
      value: { a: ["1", "2"], b: ["1", "2"], c: [{ x: "1", y: "2" }, { x: "3" }] },
    });
  });

  it("lose no field to a contradiction or to odd brackets", () => {
    expect(plain(form("a=1&a[b]=2&c[=3&[d]=4&e[f]]=5&=6"))).toEqual({
      kind: "form",
      value: { a: "1", "a[b]": "2", "c[": "3", "[d]": "4", "e[f]]": "5", "": "6" },
    });
  });

  it("cannot touch a prototype", () => {
    const payload = form("__proto__[x]=1&a[__proto__][x]=1&constructor[prototype][x]=1&toString=2");
    const value = (payload as { value: Record<string, unknown> }).value;
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(({} as { x?: string }).x).toBeUndefined();
    expect("x" in Object).toBe(false);
    expect(Object.keys(value)).toEqual(["constructor", "toString"]);
  });

  it("are bounded in depth and count", () => {
    const deep = (levels: number) => form(`a${"[b]".repeat(levels - 1)}=1`).kind;
    expect([deep(FORM_DEPTH), deep(FORM_DEPTH + 1)]).toEqual(["form", "malformed"]);
    const wide = (fields: number) => form("a=1&".repeat(fields)).kind;
    expect([wide(FORM_FIELDS), wide(FORM_FIELDS + 1)]).toEqual(["form", "malformed"]);
  });

  it("keep a lone percent sign and refuse bytes that are not UTF-8", () => {
    expect(plain(form("a=100%&b=%zz"))).toEqual({ kind: "form", value: { a: "100%", b: "%zz" } });
    expect(form("a=%ff").kind).toBe("malformed");
  });
});

describe("other bodies", () => {
  it("stay bytes", () => {
    expect(read("<a/>", "text/xml")).toEqual({ kind: "bytes" });
    expect(read("", "application/json")).toEqual({ kind: "bytes" });
    expect(read("hello")).toEqual({ kind: "bytes" });
    expect(read("{hello", "text/plain")).toEqual({ kind: "bytes" });
  });

  it("are JSON when untyped and they read like it", () => {
    expect(read('{"a":1}', "text/plain; charset=UTF-8")).toEqual({ kind: "json", value: { a: 1 } });
    expect(read("[1]")).toEqual({ kind: "json", value: [1] });
  });
});

describe("pick", () => {
  const value = { customer: { id: 7 }, events: [{ id: "a" }, { id: "b" }], "a.b": 1 };
  it.each([
    ["customer.id", 7],
    ["customer[id]", 7],
    ["events[0].id", "a"],
    ["events[*].id", ["a", "b"]],
    ["[a.b]", 1],
    ["customer.id.x", undefined],
    ["constructor.name", undefined],
    ["events.length.x", undefined],
  ])("%s", (path, expected) => {
    expect(pick(value, toPathSteps(path))).toEqual(expected);
  });
});
