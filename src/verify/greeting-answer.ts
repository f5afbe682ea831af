import { createHash, createHmac } from "node:crypto";
import type { GreetingAnswer, Proof } from "../providers/provider.ts";
import type { Reply } from "../types.ts";
import type { GreetingSettings } from "./greet.ts";
import { toKey } from "./keys.ts";
import type { Reading } from "./reading.ts";
import { type Compiled, compile, render, renderFirst } from "./template.ts";

/** The first secret of the ring proves: it is the one that the provider is being set up with. */
export function compileProof(proof: Proof, { secrets, keyRule }: GreetingSettings): (reading: Reading) => string {
  const given = proof.over ?? "{challenge}";
  const over = (typeof given === "string" ? [given] : given).map(compile);
  const key = proof.keyed ? toKey(secrets[0] ?? "", proof.key ?? keyRule) : undefined;
  return (reading) => {
    const text = renderFirst(over, reading) ?? "";
    const bytes = (key ? createHmac(proof.hash, key) : createHash(proof.hash)).update(text, "utf8").digest();
    return (proof.prefix ?? "") + bytes.toString(proof.encoding);
  };
}

/** Fills in the answer that a definition says. */
export function compileAnswer(answer: GreetingAnswer): (reading: Reading) => Reply {
  const { text: given } = answer;
  const text = given === undefined ? undefined : (typeof given === "string" ? [given] : given).map(compile);
  const json = answer.json && Object.entries(answer.json).map(([name, value]) => [name, literalOr(value)] as const);
  const headers = Object.entries(answer.headers ?? {}).map(([name, value]) => [name, compile(value)] as const);
  return (reading) => {
    const own = Object.fromEntries(headers.map(([name, value]) => [name, render(value, reading) ?? ""]));
    const base = { "x-content-type-options": "nosniff", ...own };
    if (json) {
      const body = Object.fromEntries(
        json.map(([name, value]) => [name, typeof value === "number" ? value : (render(value, reading) ?? "")]),
      );
      return {
        status: answer.status,
        headers: { "content-type": "application/json", ...base },
        body: JSON.stringify(body),
      };
    }
    if (!text) return { status: answer.status, headers: own };
    const headersOut = { "content-type": "text/plain; charset=utf-8", ...base };
    return { status: answer.status, headers: headersOut, body: renderFirst(text, reading) ?? "" };
  };
}

const literalOr = (value: string | number): Compiled | number => (typeof value === "number" ? value : compile(value));
