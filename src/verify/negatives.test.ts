import { describe, expect, it } from "vitest";
import { setupOf } from "../../test/vectors/secrets.fixture.ts";
import { findProvider } from "../providers/find.ts";
import { sign } from "./sign/sign.ts";
import { carriersOf } from "./signatures.ts";
import { verify } from "./verify.ts";

const NOW = 1_700_000_000_000;
const TEN = [
  "github",
  "stripe",
  "shopify",
  "slack",
  "standard-webhooks",
  "gitlab",
  "twilio",
  "meta",
  "paddle",
  "sendgrid",
];

type Request = ReturnType<typeof sign>;
type Change = (
  request: Request,
  header: string,
  value: string,
) => { headers?: [string, string][]; body?: Uint8Array | string; method?: string };

const put =
  (value: (old: string) => string): Change =>
  (_, header, old) => ({ headers: [[header, value(old)]] });
const body =
  (change: (old: Buffer) => Uint8Array | string): Change =>
  (request) => ({ body: change(Buffer.from(request.body)) });
/** The last run of signature characters in a header: what is changed when "the signature" is. */
const inSignature = (change: (signature: string) => string) =>
  put((old) => old.replace(/([A-Za-z0-9+/_-]{16,}={0,2})(?!.*[A-Za-z0-9+/_-]{16,})/, (signature) => change(signature)));

const CHANGES: Readonly<Record<string, Change>> = {
  "header missing": (_, header) => ({ headers: [[header, "\u0000absent"]] }),
  "header empty": put(() => ""),
  "header blank": put(() => "   "),
  "header twice": (_, header, value) => ({
    headers: [
      [header, value],
      [header.toUpperCase(), value],
    ],
  }),
  "header twice, one wrong": (_, header, value) => ({
    headers: [
      [header, `${value}x`],
      [header.toUpperCase(), value],
    ],
  }),
  "upper case": put((old) => (old === old.toUpperCase() ? `${old}x` : old.toUpperCase())),
  "lower case": put((old) => (old === old.toLowerCase() ? `${old}x` : old.toLowerCase())),
  "space before": put((old) => ` ${old}`),
  "space after": put((old) => `${old} `),
  "tab after": put((old) => `${old}\t`),
  "newline after": put((old) => `${old}\n`),
  "NUL after": put((old) => `${old}\u0000`),
  "NUL before": put((old) => `\u0000${old}`),
  "quotes around": put((old) => `"${old}"`),
  "prefix gone": put((old) => old.slice(Math.min(3, old.length - 1))),
  "prefix twice": put((old) => `${old.slice(0, 7)}${old}`),
  "prefix sha1=": put((old) => `sha1=${old}`),
  "prefix v9,": put((old) => `v9,${old.replace(/^v1,/, "")}`),
  "prefix only": put((old) => old.replace(/[A-Za-z0-9+/_-]{16,}={0,2}/g, "")),
  "first character": put((old) => `${old.startsWith("x") ? "y" : "x"}${old.slice(1)}`),
  "last character": inSignature((s) => `${s.slice(0, -1)}${s.endsWith("0") ? "1" : "0"}`),
  "middle character": inSignature((s) => `${s.slice(0, 8)}${s[8] === "0" ? "1" : "0"}${s.slice(9)}`),
  "one character less": inSignature((s) => s.slice(0, -1)),
  "one character more": inSignature((s) => `${s}0`),
  "half of it": inSignature((s) => s.slice(0, s.length / 2)),
  "twice over": inSignature((s) => s + s),
  reversed: inSignature((s) => [...s].reverse().join("")),
  "all zeros": inSignature((s) => "0".repeat(s.length)),
  "all A": inSignature((s) => "A".repeat(s.length)),
  "padding gone or added": inSignature((s) => (s.endsWith("=") ? s.replace(/=+$/, "") : `${s}=`)),
  "another alphabet": inSignature((s) => `${s.slice(0, 4)}-_${s.slice(6)}`),
  "other bytes beyond Latin-1": put((old) => `${String.fromCharCode(old.charCodeAt(0) + 0x100)}${old.slice(1)}`),
  "an emoji": put((old) => `${old}🔑`),
  "a megabyte": put((old) => old + "a".repeat(1_000_000)),
  "ten thousand entries": put((old) => `${"v1=0,".repeat(10_000)}${old.replace(/[0-9a-f]{64}/, "0")}`),
  "the word null": put(() => "null"),
  "an object": put(() => "[object Object]"),
  SQL: put(() => "' OR 1=1 --"),
  "a template": put(() => "{secret}"),
  "no JSON": put(() => "{"),
  "body empty": body(() => ""),
  "body longer": body((old) => Buffer.concat([old, Buffer.from(" ")])),
  "body with newline": body((old) => Buffer.concat([old, Buffer.from("\n")])),
  "body shorter": body((old) => old.subarray(0, -1)),
  "body in other bytes": body((old) => Buffer.from(old.toString("latin1").replace("1", "2"), "latin1")),
  "body with BOM": body((old) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), old])),
  "body with NUL": body((old) => Buffer.concat([old, Buffer.from([0])])),
  "body respaced": body((old) => JSON.stringify(JSON.parse(old.toString()), null, 2)),
};

describe.each(TEN)("%s refuses", (id) => {
  const provider = findProvider(id);
  const { signs, verifies, options } = setupOf(provider);
  const request = sign(
    provider,
    { url: "https://hooks.example/in/x", body: '{"a":1,"b":"text"}' },
    { secret: signs, now: NOW, ...options },
  );
  const header =
    carriersOf(typeof provider.signature === "function" ? provider.signature({}) : provider.signature).find(
      (name) => name in request.headers,
    ) ?? "";
  const changes = Object.entries(CHANGES).filter(([name]) => id !== "gitlab" || !name.startsWith("body"));

  it("at least forty things, and takes the request itself", async () => {
    expect(changes.length).toBeGreaterThanOrEqual(40);
    expect(await verify(provider, request, { secret: verifies, now: NOW, ...options })).toMatchObject({ ok: true });
  });

  it.each(changes)("%s", async (_, change) => {
    const changed = change(request, header, request.headers[header] ?? "");
    const others = Object.entries(request.headers).filter(([name]) => name !== header);
    const own = (changed.headers ?? [[header, request.headers[header] ?? ""]]).filter(
      ([, value]) => value !== "\u0000absent",
    );
    const sent = { ...request, headers: [...others, ...own] as [string, string][], body: changed.body ?? request.body };
    const result = await verify(provider, sent, { secret: verifies, now: NOW, ...options });
    expect(result).toMatchObject({
      ok: false,
      code: expect.stringMatching(/^(SIGNATURE|TIMESTAMP)_/),
      message: expect.any(String),
    });
  });

  it("the same request in another hour, where a time is signed", async () => {
    const later = await verify(provider, request, { secret: verifies, now: NOW + 3_600_001, ...options });
    const timed = ["stripe", "slack", "standard-webhooks", "paddle", "sendgrid"].includes(id);
    expect(later).toMatchObject(timed ? { ok: false, code: "TIMESTAMP_TOO_OLD" } : { ok: true });
    if (timed)
      expect(await verify(provider, request, { secret: verifies, now: NOW - 3_600_001, ...options })).toMatchObject({
        code: "TIMESTAMP_IN_FUTURE",
      });
  });

  it("another secret", async () => {
    const wrong = id === "sendgrid" ? setupOf(findProvider("sendgrid")).verifies : "another secret entirely 1234";
    if (id === "sendgrid") return;
    const result = await verify(provider, request, {
      secret: id === "standard-webhooks" ? "whsec_YW5vdGhlciBzZWNyZXQgZW50aXJlbHk=" : wrong,
      now: NOW,
      ...options,
    });
    expect(result).toMatchObject({ ok: false, code: "SIGNATURE_MISMATCH" });
  });
});

describe("what was signed for one thing does not pass for another", () => {
  it("Twilio: a body whose hash is in the URL cannot be taken away, whatever type is claimed", async () => {
    const secret = "a-secret-of-twenty-four!";
    const request = sign("twilio", { url: "https://hooks.example/in/x", body: '{"a":1}' }, { secret });
    for (const type of ["application/json", "application/x-www-form-urlencoded", "text/plain", ""]) {
      for (const body of ["", "&", "=", "&&=", "{}"]) {
        const headers = { ...request.headers, "content-type": type };
        expect(await verify("twilio", { ...request, headers, body }, { secret })).toMatchObject({ ok: false });
      }
    }
  });

  it("Convoy: a signature with a time is none without", async () => {
    const secret = "a-secret-of-twenty-four!";
    const request = sign("convoy", { body: "{}", headers: { "x-convoy-signature": "t=1" } }, { secret, now: NOW });
    const signature = /v1=(\w+)/.exec(request.headers["x-convoy-signature"] ?? "")?.[1] ?? "";
    expect(await verify("convoy", request, { secret, now: NOW })).toMatchObject({ ok: true });
    const moved = { headers: { "x-convoy-signature": signature }, body: `${NOW / 1000},{}` };
    expect(await verify("convoy", moved, { secret, now: NOW })).toMatchObject({
      ok: false,
      code: "SIGNATURE_UNSUPPORTED",
    });
  });
});
