import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isHookinboxError } from "../errors.ts";
import { parsePayload } from "../payload.ts";
import { findProvider } from "../providers/find.ts";
import type { Provider } from "../providers/provider.ts";
import type { Inbound } from "../types.ts";
import { createVerifier, type VerifierSettings } from "./create.ts";
import { verify } from "./verify.ts";

const SECRET = "a secret of twenty-four!";
const AT = 1_700_000_000_000;

const inbound = (headers: string[], body = "{}", more: Partial<Inbound> = {}): Inbound => ({
  method: "POST",
  url: "/in/source",
  headers,
  body: Buffer.from(body),
  receivedAt: AT,
  ...more,
});

const hmac = (text: string, secret = SECRET, hash = "sha256"): string =>
  createHmac(hash, secret).update(text).digest("hex");

function codeOf(run: () => unknown): string {
  try {
    run();
    return "no error";
  } catch (error) {
    return isHookinboxError(error) ? error.code : String(error);
  }
}

describe("a source's secrets", () => {
  const github = findProvider("github");
  it.each([[[]], [[""]], [["  \n"]], [["right", ""]]])("%j is refused", (secrets) => {
    expect(codeOf(() => createVerifier(github, { secrets }))).toBe("SECRET_MISSING");
  });

  it("are refused when they are not written as the provider writes them, and never shown", () => {
    for (const [id, secret] of [
      ["standard-webhooks", "whsec_???"],
      ["standard-webhooks", "whpk_short"],
    ] as const) {
      const run = () => createVerifier(findProvider(id), { secrets: [secret] });
      expect(codeOf(run)).toBe("SECRET_INVALID");
      expect(run).not.toThrow(secret);
    }
  });

  it("only warn when they are short", () => {
    expect(createVerifier(github, { secrets: ["short"] }).warnings).toEqual([expect.stringContaining("guessed")]);
    expect(createVerifier(github, { secrets: [SECRET] }).warnings).toEqual([]);
  });

  it("may be several, any of which may have signed", () => {
    const verifier = createVerifier(github, { secrets: ["another secret, long enough", SECRET] });
    expect(verifier.verify(inbound(["X-Hub-Signature-256", `sha256=${hmac("{}")}`]))).toEqual({ ok: true });
  });
});

describe("an address that is signed", () => {
  it("should be told, and is warned about where it is not", () => {
    for (const id of ["square", "twilio", "monday", "hubspot"]) {
      const warningsOf = (settings: Partial<VerifierSettings>) =>
        createVerifier(findProvider(id), { secrets: [SECRET], ...settings }).warnings.join(" ");
      expect(warningsOf({})).toContain("publicUrl");
      expect(warningsOf({ publicUrl: "https://h.example" })).not.toContain("publicUrl");
      expect(warningsOf({ options: { url: "https://h.example/x" } })).not.toContain("publicUrl");
    }
  });

  it("is publicUrl with the request's path, or exactly the option", () => {
    const base64 = (text: string) => createHmac("sha256", SECRET).update(text).digest("base64");
    const check = (url: string, settings: Partial<VerifierSettings>) => {
      const headers = ["X-Square-HmacSha256-Signature", base64(`${url}{}`), "Host", "10.0.0.7:8420"];
      return createVerifier(findProvider("square"), { secrets: [SECRET], ...settings }).verify(inbound(headers));
    };
    expect(check("https://h.example/in/source", { publicUrl: "https://h.example/" })).toEqual({ ok: true });
    expect(check("https://h.example/base/in/source", { publicUrl: "https://h.example/base" })).toEqual({ ok: true });
    expect(check("https://h.example/hooks", { options: { url: "https://h.example/hooks" } })).toEqual({ ok: true });
    expect(check("https://h.example/in/source", {})).toMatchObject({ ok: false });
    expect(() => createVerifier(findProvider("square"), { secrets: [SECRET], publicUrl: "h.example" })).toThrow(
      "publicUrl",
    );
  });
});

describe("work before the signature is known", () => {
  it("is bounded: a form of a million fields is refused", () => {
    for (const [id, header] of [
      ["twilio", "X-Twilio-Signature"],
      ["mandrill", "X-Mandrill-Signature"],
    ] as const) {
      const headers = [header, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", "Content-Type", "application/x-www-form-urlencoded"];
      const verdict = createVerifier(findProvider(id), { secrets: [SECRET] }).verify(
        inbound(headers, "a=1&".repeat(1_000_000)),
      );
      expect(verdict).toMatchObject({
        ok: false,
        code: "SIGNATURE_MALFORMED",
        message: expect.stringContaining("10,000 fields"),
      });
    }
  });
});

describe("what is asked for wrongly", () => {
  it("names the nearest provider", () => {
    expect(() => findProvider("githb")).toThrow('Did you mean "github"');
    expect(codeOf(() => findProvider("__proto__"))).toBe("UNKNOWN_PROVIDER");
  });

  it("names the nearest option and value", () => {
    const make = (options: object) => () =>
      createVerifier(findProvider("generic"), { secrets: [SECRET], options: options as VerifierSettings["options"] });
    expect(make({ heder: "x" })).toThrow('Did you mean "header"');
    expect(make({})).toThrow("needs the option `header`");
    expect(make({ header: "x", hash: "sha265" })).toThrow('Did you mean "sha256"');
    expect(codeOf(make({ header: 7 }))).toBe("PROVIDER_OPTION");
  });

  it("is a tolerance below zero", () => {
    expect(codeOf(() => createVerifier(findProvider("stripe"), { secrets: [SECRET], tolerance: -1 }))).toBe(
      "PROVIDER_OPTION",
    );
  });
});

describe("a header", () => {
  const verifier = createVerifier(findProvider("github"), { secrets: [SECRET] });
  const right = `sha256=${hmac("{}")}`;

  it("that stands twice is refused, even when both are right", () => {
    const verdict = verifier.verify(inbound(["X-Hub-Signature-256", right, "x-hub-signature-256", right]));
    expect(verdict).toMatchObject({ ok: false, code: "SIGNATURE_DUPLICATED" });
  });

  it("that is missing is refused before the body is read", () => {
    expect(verifier.refuseUnread(["X-GitHub-Event", "ping"])).toMatchObject({ code: "SIGNATURE_MISSING" });
    expect(verifier.refuseUnread(["x-hub-signature-256", right])).toBeUndefined();
  });

  it.each([
    ["upper case", right.toUpperCase()],
    ["upper-case hex", `sha256=${hmac("{}").toUpperCase()}`],
    ["no prefix", hmac("{}")],
    ["another prefix", `sha1=${hmac("{}")}`],
    ["the prefix twice", `sha256=${right}`],
    ["a space before", ` ${right}`],
    ["a space after", `${right} `],
    ["a character more", `${right}0`],
    ["a character less", right.slice(0, -1)],
    ["only the prefix", "sha256="],
    ["base64", `sha256=${Buffer.from(hmac("{}"), "hex").toString("base64")}`],
    [
      "characters that end in the same byte",
      right.replace(/[a-f]/, (c) => String.fromCharCode(c.charCodeAt(0) + 0x100)),
    ],
    ["a megabyte", `sha256=${"a".repeat(1_000_000)}`],
  ])("with %s is refused with a code", (_, value) => {
    expect(verifier.verify(inbound(["X-Hub-Signature-256", value]))).toMatchObject({
      ok: false,
      code: expect.stringMatching(/^SIGNATURE_(MALFORMED|MISMATCH)$/),
    });
  });

  it("never meets the right signature in a refusal", () => {
    const verdict = verifier.verify(inbound(["X-Hub-Signature-256", `sha256=${hmac("{}", "x")}`]));
    expect(JSON.stringify(verdict)).not.toContain(hmac("{}"));
  });
});

describe("the time window", () => {
  const at = (seconds: number, settings: Partial<VerifierSettings> = {}) => {
    const signed = String(AT / 1000 + seconds);
    const headers = ["Stripe-Signature", `t=${signed},v1=${hmac(`${signed}.{}`)}`];
    const verdict = createVerifier(findProvider("stripe"), { secrets: [SECRET], ...settings }).verify(inbound(headers));
    return verdict instanceof Promise ? "promise" : verdict.ok ? "ok" : verdict.code;
  };

  it("counts both ways, bounds included", () => {
    expect([at(-300), at(300), at(-301), at(301)]).toEqual(["ok", "ok", "TIMESTAMP_TOO_OLD", "TIMESTAMP_IN_FUTURE"]);
  });

  it("is the source's where it says so", () => {
    expect([at(-9, { tolerance: 10_000 }), at(-11, { tolerance: 10_000 })]).toEqual(["ok", "TIMESTAMP_TOO_OLD"]);
    expect([at(0, { tolerance: 0 }), at(-1, { tolerance: 0 }), at(1, { tolerance: 0 })]).toEqual([
      "ok",
      "TIMESTAMP_TOO_OLD",
      "TIMESTAMP_IN_FUTURE",
    ]);
    expect(at(-1_000_000, { tolerance: false })).toBe("ok");
  });

  it("is not judged before the signature was right", () => {
    const headers = ["Stripe-Signature", `t=1,v1=${"0".repeat(64)}`];
    const verdict = createVerifier(findProvider("stripe"), { secrets: [SECRET] }).verify(inbound(headers));
    expect(verdict).toMatchObject({ code: "SIGNATURE_MISMATCH" });
  });

  it("bounds the list of signatures", () => {
    const headers = ["Stripe-Signature", `t=1${",v1=0".repeat(2_000)}`];
    const verdict = createVerifier(findProvider("stripe"), { secrets: [SECRET] }).verify(inbound(headers));
    expect(verdict).toMatchObject({ ok: false, code: "SIGNATURE_MALFORMED" });
  });
});

describe("key and type", () => {
  const identify = (id: string, headers: string[], body: string, settings: Partial<VerifierSettings> = {}) => {
    const request = inbound(headers, body);
    const type = headers[headers.indexOf("Content-Type") + 1];
    return createVerifier(findProvider(id), { secrets: [SECRET], ...settings }).identify(
      request,
      parsePayload(request.body, type),
    );
  };
  const json = ["Content-Type", "application/json"];
  const form = ["Content-Type", "application/x-www-form-urlencoded"];

  it.each([
    [
      "github",
      [...json, "X-GitHub-Event", "issues", "X-GitHub-Delivery", "d-1"],
      '{"action":"opened"}',
      { key: "d-1", type: "issues.opened" },
    ],
    ["github", [...json, "X-GitHub-Event", "push", "X-GitHub-Delivery", "d-2"], "{}", { key: "d-2", type: "push" }],
    ["stripe", json, '{"id":"evt_1","type":"charge.failed"}', { key: "evt_1", type: "charge.failed" }],
    ["chargify", form, "id=7&event=payment_success&payload[site][id]=1", { key: "7", type: "payment_success" }],
    ["chargify", json, '{"id":7,"event":"signup_success"}', { key: "7", type: "signup_success" }],
    ["chargify", [...form, "X-Chargify-Webhook-Id", "8"], "id=7&event=test", { key: "8", type: "test" }],
    ["slack", json, '{"event_id":"Ev1","event":{"type":"message"}}', { key: "Ev1", type: "message" }],
    ["slack", form, "command=%2Fdeploy&trigger_id=1.2", { key: "1.2", type: "/deploy" }],
    [
      "shopify",
      [...json, "X-Shopify-Topic", "orders/create", "X-Shopify-Webhook-Id", "w"],
      "{}",
      { key: "w", type: "orders/create" },
    ],
    ["github", json, "[]", { key: null, type: "unknown" }],
  ])("of %s %#", (id, headers, body, expected) => {
    expect(identify(id, headers, body)).toEqual(expected);
  });

  it("keep every digit of a large id", () => {
    expect(identify("stripe", json, '{"id":12345678901234567891,"type":"a"}').key).toBe("12345678901234567891");
    expect(identify("stripe", json, '{"id":12345678901234567891,"x":12345678901234567892}').key).toBeNull();
  });

  it("follow the source's own choice", () => {
    const body = '{"id":"evt_1","other":{"id":"x"}}';
    expect(identify("stripe", json, body, { key: { json: "other.id" } }).key).toBe("x");
    expect(identify("stripe", [...json, "X-Id", "h"], body, { key: { header: "X-Id" } }).key).toBe("h");
    expect(identify("stripe", json, body, { key: "body-hash" }).key).toBe(
      createHash("sha256").update(body).digest("hex"),
    );
  });
});

describe("generic", () => {
  const check = (options: Record<string, string>, headers: string[], body = "hello") =>
    createVerifier(findProvider("generic"), { secrets: [SECRET], options }).verify(inbound(headers, body));

  it("signs a template", () => {
    const seconds = String(AT / 1000);
    const signature = createHmac("sha512", SECRET).update(`m1|${seconds}|hello`).digest("base64");
    const options = {
      header: "X-Sig",
      hash: "sha512",
      encoding: "base64",
      prefix: "v1:",
      template: "{id}|{timestamp}|{body}",
      idHeader: "X-Msg",
      timestampHeader: "X-Time",
    };
    const headers = ["X-Sig", `v1:${signature}`, "X-Msg", "m1", "X-Time", seconds];
    expect(check(options, headers)).toEqual({ ok: true, signedAt: AT });
    expect(check(options, [...headers.slice(0, 3), "m2", ...headers.slice(4)])).toMatchObject({
      code: "SIGNATURE_MISMATCH",
    });
    expect(check(options, headers.slice(0, 2))).toMatchObject({ code: "TIMESTAMP_MISSING" });
  });

  it.each([
    ["sha256(secret+body)", createHash("sha256").update(`${SECRET}hello`).digest("hex")],
    ["md5(body+secret)", createHash("md5").update(`hello${SECRET}`).digest("hex")],
  ])("takes the old %s, and warns", (legacy, signature) => {
    expect(check({ header: "x-sig", legacy }, ["X-Sig", signature])).toEqual({ ok: true });
  });

  it("says why a plain hash and an unsigned time are weak", () => {
    const options = { header: "x-sig", legacy: "sha256(secret+body)", timestampHeader: "x-timestamp" };
    const { warnings } = createVerifier(findProvider("generic"), { secrets: [SECRET], options });
    expect(warnings.join(" ")).toMatch(/time is not covered.*plain hash/s);
  });

  it("holds an unsigned time to its window", () => {
    const options = { header: "x-sig", timestampHeader: "x-timestamp" };
    const signed = ["X-Sig", hmac("hello")];
    expect(check(options, [...signed, "X-Timestamp", String(AT / 1000)])).toMatchObject({ ok: true });
    expect(check(options, [...signed, "X-Timestamp", "1"])).toMatchObject({ code: "TIMESTAMP_TOO_OLD" });
    expect(check(options, [...signed, "X-Timestamp", "soon"])).toMatchObject({ code: "TIMESTAMP_MALFORMED" });
  });
});

describe("Slack's url_verification", () => {
  const verifier = createVerifier(findProvider("slack"), { secrets: [SECRET] });
  const challenge = (text: string) => {
    const body = JSON.stringify({ type: "url_verification", challenge: text });
    const headers = ["Content-Type", "application/json"];
    return verifier.greetSigned(inbound(headers, body), parsePayload(Buffer.from(body), "application/json"));
  };

  it("is answered with the challenge as plain text", () => {
    expect(challenge("3eZbrw1a")).toEqual({
      status: 200,
      headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
      body: "3eZbrw1a",
    });
  });

  it("is bounded", () => {
    expect(challenge("a".repeat(5_000))?.status).toBe(400);
    expect(challenge("a\r\nb")?.status).toBe(400);
  });

  it("is not an event", () => {
    const body = '{"type":"event_callback","challenge":"x"}';
    expect(
      verifier.greetSigned(inbound([], body), parsePayload(Buffer.from(body), "application/json")),
    ).toBeUndefined();
  });
});

describe("a definition written inline", () => {
  const acme: Provider = {
    id: "acme",
    name: "Acme",
    signature: { scheme: "hmac", hash: "sha256", header: "x-acme", encoding: "hex", signed: "{method} {path}\n{body}" },
    key: "{json:id}",
  };

  it("works as any other", async () => {
    const request = {
      method: "POST",
      url: "https://h.example/a?b=c",
      headers: { "X-Acme": hmac('POST /a?b=c\n{"id":1}') },
      body: '{"id":1}',
    };
    expect(await verify(acme, request, { secret: SECRET })).toMatchObject({ ok: true, key: "1", type: "unknown" });
  });

  it("is refused when a template names no place", async () => {
    const wrong = { ...acme, key: "{cookie:id}" };
    expect(await verify(wrong, { headers: {} }, { secret: SECRET })).toMatchObject({
      ok: false,
      code: "PROVIDER_INVALID",
    });
  });
});

describe("verify() never throws", () => {
  it.each([
    ["an unknown provider", "nobody", {}, { secret: SECRET }, "UNKNOWN_PROVIDER"],
    ["no secret", "github", {}, {}, "SECRET_MISSING"],
    ["an empty secret", "github", {}, { secret: "" }, "SECRET_MISSING"],
    ["an empty ring", "github", {}, { secret: [] }, "SECRET_MISSING"],
    ["a secret of another kind", "github", {}, { secret: [7] }, "SECRET_INVALID"],
    [
      "a parsed body",
      "github",
      { body: { a: 1 }, headers: { "x-hub-signature-256": "x" } },
      { secret: SECRET },
      "BODY_ALREADY_PARSED",
    ],
    ["no headers", "github", { headers: undefined }, { secret: SECRET }, "SIGNATURE_MISSING"],
    ["a bad clock", "github", { headers: {} }, { secret: SECRET, now: Number.NaN }, "VERIFY_FAILED"],
    ["no settings", "github", {}, undefined, "SECRET_MISSING"],
    ["no provider", undefined, {}, { secret: SECRET }, "UNKNOWN_PROVIDER"],
  ])("on %s", async (_, provider, request, settings, code) => {
    const result = await verify(provider as string, request as never, settings as never);
    expect(result).toMatchObject({ ok: false, code, message: expect.any(String) });
  });
});
