import { describe, expect, test } from "vitest";
import { headerAll } from "../headers.ts";
import { toLambda } from "./lambda.ts";
import type { LambdaEvent } from "./lambda-event.ts";
import { LIMIT, plainInbox } from "./plain-inbox.fixture.ts";

const BYTES = Uint8Array.from([0x7b, 0x00, 0xff, 0xfe, 0xc3, 0x28, 0x0d, 0x0a, 0x20, 0x7d]);
const BASE64 = Buffer.from(BYTES).toString("base64");

/** Events in the shapes that AWS documents, cut to what tells one from another. All are one request. */
const EVENTS: Record<string, LambdaEvent & Record<string, unknown>> = {
  "REST API (payload 1.0)": {
    resource: "/hooks/{source}",
    path: "/hooks/github",
    httpMethod: "POST",
    headers: { "Content-Type": "application/json", Host: "id.execute-api.eu-west-1.amazonaws.com", "X-Sig": "two" },
    multiValueHeaders: { "Content-Type": ["application/json"], "X-Sig": ["one", "two"] },
    queryStringParameters: { a: "2", b: "/" },
    multiValueQueryStringParameters: { a: ["1", "2"], b: ["/"] },
    pathParameters: { source: "github" },
    stageVariables: null,
    requestContext: { stage: "prod", path: "/prod/hooks/github", httpMethod: "POST", protocol: "HTTP/1.1" } as object,
    body: BASE64,
    isBase64Encoded: true,
  },
  "HTTP API (payload 2.0)": {
    version: "2.0",
    routeKey: "POST /hooks/{source}",
    rawPath: "/prod/hooks/github",
    rawQueryString: "a=1&a=2&b=%2F",
    cookies: ["c=1", "d=2"],
    headers: { "content-type": "application/json", "x-sig": "one,two" },
    queryStringParameters: { a: "1,2", b: "/" },
    pathParameters: { source: "github" },
    requestContext: {
      stage: "prod",
      http: { method: "POST", path: "/prod/hooks/github" },
    } as LambdaEvent["requestContext"],
    body: BASE64,
    isBase64Encoded: true,
  },
  "function URL": {
    version: "2.0",
    routeKey: "$default",
    rawPath: "/prod/hooks/github",
    rawQueryString: "a=1&a=2&b=%2F",
    headers: { "content-type": "application/json", "x-sig": "one,two" },
    requestContext: { stage: "$default", http: { method: "POST" } } as LambdaEvent["requestContext"],
    body: BASE64,
    isBase64Encoded: true,
  },
  "load balancer": {
    requestContext: { elb: { targetGroupArn: "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/a/b" } },
    httpMethod: "POST",
    path: "/prod/hooks/github",
    queryStringParameters: { a: "2", b: "%2F" },
    headers: { "content-type": "application/json", "x-sig": "two" },
    body: BASE64,
    isBase64Encoded: true,
  },
  "load balancer with multi-value headers": {
    requestContext: { elb: { targetGroupArn: "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/a/b" } },
    httpMethod: "POST",
    path: "/prod/hooks/github",
    multiValueQueryStringParameters: { a: ["1", "2"], b: ["%2F"] },
    multiValueHeaders: { "content-type": ["application/json"], "x-sig": ["one", "two"] },
    body: BASE64,
    isBase64Encoded: true,
  },
};

const named = (name: string) => EVENTS[name] ?? {};

describe.each(Object.entries(EVENTS))("lambda, %s", (name, event) => {
  test("bytes, method, source, path with stage, and query arrive", async () => {
    const inbox = plainInbox();
    const { statusCode, body, isBase64Encoded } = await toLambda(inbox)(event);
    expect({ statusCode, body, isBase64Encoded }).toEqual({
      statusCode: 202,
      body: '{"size":10}',
      isBase64Encoded: false,
    });
    const query = name === "load balancer" ? "a=2&b=%2F" : "a=1&a=2&b=%2F";
    expect(inbox.taken[0]).toMatchObject({ method: "POST", source: "github", url: `/prod/hooks/github?${query}` });
    expect([...(inbox.taken[0]?.body ?? [])]).toEqual([...BYTES]);
  });

  test.each(["GET", "HEAD"])("a handshake by %s arrives with its query", async (method) => {
    const inbox = plainInbox();
    const { http, ...context } = event.requestContext ?? {};
    const asked = http
      ? { requestContext: { ...context, http: { ...http, method } } }
      : { requestContext: context, httpMethod: method };
    const { statusCode } = await toLambda(inbox)({ ...event, ...asked, body: null, isBase64Encoded: false });
    expect(statusCode).toBe(202);
    expect(inbox.taken[0]).toMatchObject({ method, source: "github", url: expect.stringContaining("?a=") });
    expect(inbox.taken[0]?.body.length).toBe(0);
  });

  test("headers arrive as far as the event has them", async () => {
    const inbox = plainInbox();
    await toLambda(inbox)(event);
    const sent = event.multiValueHeaders ? ["one", "two"] : [event.headers?.["x-sig"]];
    expect(headerAll(inbox.taken[0]?.headers ?? [], "x-sig")).toEqual(sent);
  });

  test("the answer has the form in which the headers came", async () => {
    const result = await toLambda(plainInbox())(event);
    if (event.multiValueHeaders) expect(result.multiValueHeaders).toMatchObject({ "x-own": ["1"] });
    else expect(result.headers).toMatchObject({ "x-own": "1" });
  });

  test("text is UTF-8, no body is none, and 5 MB arrive whole", async () => {
    const inbox = plainInbox();
    const handler = toLambda(inbox);
    await handler({ ...event, body: '{"a":"é"}', isBase64Encoded: false });
    await handler({ ...event, body: null, isBase64Encoded: false });
    await handler({ ...event, body: Buffer.alloc(5 * 1024 * 1024, 7).toString("base64") });
    expect(Buffer.from(inbox.taken[0]?.body ?? []).toString()).toBe('{"a":"é"}');
    expect(inbox.taken.slice(1).map(({ body }) => body.length)).toEqual([0, 5 * 1024 * 1024]);
  });

  test("a body that middleware has parsed is refused, and the text names the fix", async () => {
    const inbox = plainInbox();
    const { statusCode, body } = await toLambda(inbox)({ ...event, body: { a: 1 }, isBase64Encoded: false });
    expect(statusCode).toBe(500);
    expect(JSON.parse(body)).toMatchObject({ code: "BODY_ALREADY_PARSED", advice: expect.stringContaining("middy") });
    expect(inbox.taken).toEqual([]);
  });

  test("a body above the limit is refused", async () => {
    const { statusCode } = await toLambda(plainInbox())({
      ...event,
      body: "x".repeat(LIMIT + 1),
      isBase64Encoded: false,
    });
    expect(statusCode).toBe(413);
  });
});

test("cookies stand in a header of their own", async () => {
  const inbox = plainInbox();
  await toLambda(inbox)(named("HTTP API (payload 2.0)"));
  expect(headerAll(inbox.taken[0]?.headers ?? [], "cookie")).toEqual(["c=1; d=2"]);
});

test("the option goes before the route", async () => {
  const inbox = plainInbox();
  await toLambda(inbox, { source: "chargify" })(named("function URL"));
  expect(inbox.taken[0]?.source).toBe("chargify");
});

test("an answer of bytes goes out as base64", async () => {
  const inbox = plainInbox(() => ({ status: 200, headers: {}, body: BYTES }));
  expect(await toLambda(inbox)(named("function URL"))).toMatchObject({ body: BASE64, isBase64Encoded: true });
});
