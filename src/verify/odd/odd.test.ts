import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Reading } from "../reading.ts";
import { queryHash } from "../schemes/claims.ts";
import { sign } from "../sign/sign.ts";
import { verify } from "../verify.ts";

const SECRET = "a-secret-of-twenty-four!";
const NOW = 1_700_000_000_000;
const hmac = (text: string, encoding: "hex" | "base64") => createHmac("sha256", SECRET).update(text).digest(encoding);

describe("Plivo, over the base string that its documentation gives", () => {
  const nonce = "kjsdhfsd87sd7yisud2";
  const check = (method: string, url: string, body: string, signed: string, header = "x-plivo-signature-v3") =>
    verify(
      "plivo",
      {
        method,
        url,
        body,
        headers: { [header]: hmac(`${signed}.${nonce}`, "base64"), "x-plivo-signature-v3-nonce": nonce },
      },
      { secret: SECRET },
    );
  const body = "From=%2B15551111111&To=%2B15555555555&CallUuid=4vbcpem8-0u46-x1ha-9af1-438vc92bf374&Digits=1234";
  const fields = "CallUuid4vbcpem8-0u46-x1ha-9af1-438vc92bf374Digits1234From+15551111111To+15555555555";

  it.each([
    ["query and form", "POST", "https://example.com/abcd?foo=bar", body, `https://example.com/abcd?foo=bar.${fields}`],
    ["form alone", "POST", "https://example.com/abcd", body, `https://example.com/abcd?${fields}`],
    ["query alone", "GET", "https://example.com/abcd?b=2&a=1", "", "https://example.com/abcd?a=1&b=2"],
    ["neither", "POST", "https://example.com/abcd", "", "https://example.com/abcd"],
  ])("%s", async (_, method, url, sent, signed) => {
    expect(await check(method, url, sent, signed)).toMatchObject({ ok: true });
    expect(await check(method, url, sent, signed, "x-plivo-signature-ma-v3")).toMatchObject({ ok: true });
    expect(await check(method, url, sent, `${signed}x`)).toMatchObject({ ok: false, code: "SIGNATURE_MISMATCH" });
  });
});

describe("Atlassian's hash of the request, against its published values", () => {
  const hashOf = (method: string, url: string, options = {}) =>
    queryHash(new Reading({ method, url, headers: [], body: new Uint8Array(), receivedAt: NOW }, { options }));

  it("of the Bitbucket documentation", () => {
    expect(hashOf("GET", "https://api.bitbucket.org/test?param=value")).toBe(
      "be16910858a41fd19ea5c1b4e9decca9a784d1024cb00b2158defe2f29dc86dd",
    );
  });

  it("sorts, encodes and joins as the Jira documentation does", async () => {
    const { createHash } = await import("node:crypto");
    const sha = (text: string) => createHash("sha256").update(text).digest("hex");
    const url =
      "https://site.atlassian.net/path/to/service?zee_last=param&repeated=parameter 1&first=param&repeated=parameter 2";
    expect(hashOf("GET", url)).toBe(
      sha("GET&/path/to/service&first=param&repeated=parameter%201,parameter%202&zee_last=param"),
    );
    expect(hashOf("POST", "https://x.atlassian.net?jwt=abc&a=1")).toBe(sha("POST&/&a=1"));
    expect(hashOf("GET", "https://x.atlassian.net/p?r=/&r=.")).toBe(sha("GET&/p&r=.,%2F"));
    expect(hashOf("POST", "https://x.atlassian.net/base/hook", { basePath: "/base" })).toBe(sha("POST&/hook&"));
  });

  it("for a browser's context is not taken", async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const text = `${part({ alg: "HS256" })}.${part({ iss: "k", iat: NOW / 1000, exp: NOW / 1000 + 180, qsh: "context-qsh" })}`;
    const token = `${text}.${createHmac("sha256", SECRET).update(text).digest("base64url")}`;
    const request = { url: "https://h.example/hook", headers: { authorization: `JWT ${token}` }, body: "{}" };
    expect(await verify("jira-connect", request, { secret: SECRET, now: NOW })).toMatchObject({
      ok: false,
      code: "TOKEN_INVALID",
    });
  });
});

describe("Contentful", () => {
  const names = "x-contentful-timestamp,x-contentful-signed-headers,x-contentful-space-id";
  const headers = {
    "x-contentful-timestamp": String(NOW),
    "x-contentful-signed-headers": names,
    "x-contentful-space-id": "spc_42",
  };
  const text = `POST\n/hook\nx-contentful-signed-headers:${names};x-contentful-space-id:spc_42;x-contentful-timestamp:${NOW}\n{}`;
  const check = (change: Record<string, string>, now = NOW + 2_000) =>
    verify(
      "contentful",
      {
        url: "https://h.example/hook",
        body: "{}",
        headers: { ...headers, "x-contentful-signature": hmac(text, "hex"), ...change },
      },
      { secret: SECRET, now },
    );

  it("signs the headers that it lists", async () => {
    expect(await check({})).toMatchObject({ ok: true });
    expect(await check({ "x-contentful-space-id": "spc_43" })).toMatchObject({ code: "SIGNATURE_MISMATCH" });
    expect(await check({}, NOW + 31_000)).toMatchObject({ code: "TIMESTAMP_TOO_OLD" });
  });

  it("must list the time, and only headers that are there", async () => {
    expect(await check({ "x-contentful-signed-headers": "x-contentful-space-id" })).toMatchObject({
      code: "SIGNATURE_MALFORMED",
    });
    expect(await check({ "x-contentful-signed-headers": `${names},x-absent` })).toMatchObject({
      code: "SIGNATURE_MALFORMED",
    });
    expect(await check({ "x-contentful-signed-headers": `${names}${",x".repeat(200)}` })).toMatchObject({
      code: "SIGNATURE_MALFORMED",
    });
  });
});

describe("Adyen", () => {
  const HEX = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056";
  it("wants every item of a batch to be right", async () => {
    const items = [1, 2, 3].map((n) => ({
      NotificationRequestItem: { pspReference: String(n), eventCode: "REFUND", success: "true" },
    }));
    const request = sign("adyen", { body: JSON.stringify({ notificationItems: items }) }, { secret: HEX });
    expect(await verify("adyen", request, { secret: HEX })).toMatchObject({
      ok: true,
      key: "1,2,3:REFUND,REFUND,REFUND:true,true,true",
    });
    const changed = JSON.parse(Buffer.from(request.body).toString()) as { notificationItems: typeof items };
    const last = changed.notificationItems[2];
    if (last) last.NotificationRequestItem.pspReference = "4";
    const result = await verify("adyen", { ...request, body: JSON.stringify(changed) }, { secret: HEX });
    expect(result).toMatchObject({ ok: false, code: "SIGNATURE_MISMATCH", message: expect.stringContaining("item 3") });
    for (const body of [
      '{"notificationItems":[]}',
      "{}",
      "[]",
      '{"notificationItems":[null]}',
      '{"notificationItems":{"length":1}}',
    ]) {
      expect(await verify("adyen", { ...request, body }, { secret: HEX })).toMatchObject({
        ok: false,
        code: "SIGNATURE_MISSING",
      });
    }
  });
});

describe("Twilio's spellings of one address", () => {
  const urls = ["https://example.com/path?test=param", "https://example.com:443/path?test=param"];
  const quoted = ["https://example.com/path?test=param'WithQuote", "https://example.com/path?test=param%27WithQuote"];
  it.each(
    [urls, quoted].flatMap((group) => group.flatMap((signed) => group.map((called) => [signed, called] as const))),
  )("signed as %s, called as %s", async (signed, called) => {
    const request = sign("twilio", { url: signed, body: "" }, { secret: SECRET });
    expect(await verify("twilio", { ...request, url: called }, { secret: SECRET })).toMatchObject({ ok: true });
    expect(
      await verify("twilio", { ...request, url: called.replace("param", "param2") }, { secret: SECRET }),
    ).toMatchObject({ ok: false });
  });
});
