import { describe, expect, test } from "vitest";
import { ERRORS, type ErrorCode, HookinboxError } from "./errors.ts";
import { problem, problemOf, problemReply } from "./problem.ts";

const bodyOf = (reply: { body?: string | Uint8Array }) => JSON.parse(String(reply.body)) as Record<string, unknown>;

describe("problem", () => {
  test("says what is wrong, where, and the fix", () => {
    const reply = problem("BODY_TOO_LARGE", "the body has 9000 bytes, this source takes 4096");
    expect(reply.status).toBe(413);
    expect(reply.headers["content-type"]).toBe("application/problem+json");
    expect(reply.headers["x-content-type-options"]).toBe("nosniff");
    expect(bodyOf(reply)).toEqual({
      type: "urn:hookinbox:error:BODY_TOO_LARGE",
      title: ERRORS.BODY_TOO_LARGE.title,
      status: 413,
      code: "BODY_TOO_LARGE",
      detail: "the body has 9000 bytes, this source takes 4096",
      advice: ERRORS.BODY_TOO_LARGE.advice,
    });
  });

  test.each(Object.keys(ERRORS) as ErrorCode[])("%s: Retry-After exactly with 429 and 503", (code) => {
    const reply = problem(code);
    const again = reply.status === 429 || reply.status === 503;
    expect(reply.headers["retry-after"]).toEqual(again ? expect.stringMatching(/^\d+$/) : undefined);
    expect(bodyOf(reply)).not.toHaveProperty("detail");
  });

  test("takes headers of its own", () => {
    expect(problem("METHOD_NOT_ALLOWED", undefined, { allow: "POST" }).headers.allow).toBe("POST");
    expect(problem("METHOD_NOT_ALLOWED").headers).not.toHaveProperty("allow");
  });

  test("a caught error keeps its own advice", () => {
    const error = new HookinboxError("BODY_ALREADY_PARSED", "req.body is an object", { advice: "Mount it first." });
    expect(bodyOf(problemOf(error))).toMatchObject({
      status: 500,
      detail: "req.body is an object",
      advice: "Mount it first.",
    });
    expect(bodyOf(problemOf(new HookinboxError("STOPPING")))).not.toHaveProperty("detail");
  });

  test("a refusal of the verifier takes the status that the source sets", () => {
    const reply = problemReply({ status: 403, code: "SIGNATURE_WRONG", title: "The signature does not match" });
    expect(reply.status).toBe(403);
    expect(bodyOf(reply)).toMatchObject({ status: 403, code: "SIGNATURE_WRONG" });
  });
});
