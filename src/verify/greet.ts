import { createHash, createHmac } from "node:crypto";
import { pick, toPathSteps } from "../payload.ts";
import type { Greeting, GreetingAnswer, GreetingSign, Proof, Provider } from "../providers/provider.ts";
import type { KeyRule } from "../providers/signature.ts";
import type { Reply } from "../types.ts";
import { sameText } from "./encoding.ts";
import { toKey } from "./keys.ts";
import type { Reading } from "./reading.ts";
import { type Compiled, compile, render } from "./template.ts";

/** Answers the challenges of one kind, signed or not; `undefined`: the request is none. */
export type Greeter = (reading: Reading) => Reply | undefined;

/** A challenge that says nothing of its shape: printable, no line breaks, at most 1,024 characters. */
const SHAPE = /^[\x20-\x7e]{1,1024}$/;

/** Makes the greeters of a provider once; `keyRule` is the one of its signature. */
export function compileGreeters(
  provider: Provider,
  secrets: readonly string[],
  keyRule: KeyRule | undefined,
): { signed: Greeter; unsigned: Greeter } {
  const all = provider.greetings ?? [];
  const made = (signed: boolean): Greeter => {
    const greeters = all
      .filter((greeting) => (greeting.signed ?? false) === signed)
      .map((greeting) => compileGreeting(greeting, secrets, keyRule));
    if (greeters.length === 0) return () => undefined;
    return (reading) => {
      for (const greet of greeters) {
        const reply = greet(reading);
        if (reply) return reply;
      }
      return undefined;
    };
  };
  return { signed: made(true), unsigned: made(false) };
}

function compileGreeting(greeting: Greeting, secrets: readonly string[], keyRule: KeyRule | undefined): Greeter {
  const isMeant = compileSign(greeting.when);
  const challenge = greeting.challenge === undefined ? undefined : compile(greeting.challenge);
  const shape = greeting.shape === undefined ? SHAPE : new RegExp(greeting.shape);
  const prove = greeting.proof && compileProof(greeting.proof, secrets, keyRule);
  const answer = compileAnswer(greeting.answer);
  const token = greeting.token && { at: compile(greeting.token.at), option: greeting.token.option };
  return (reading) => {
    if (!isMeant(reading)) return undefined;
    if (token && !isToken(render(token.at, reading), token.option, secrets, reading)) return REFUSED;
    if (challenge) {
      const text = render(challenge, reading);
      if (text === undefined || text.length > 4096 || !shape.test(text)) return BAD_SHAPE;
      reading.challenge = text;
    }
    if (prove) reading.proof = prove(reading);
    return answer(reading);
  };
}

const plain = (status: number, body: string): Reply => ({
  status,
  headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
  body,
});

const REFUSED = plain(403, "The verify token is not the one of this source.");
const BAD_SHAPE = plain(400, "The challenge is not written as this provider writes it.");

function compileSign(sign: GreetingSign): (reading: Reading) => boolean {
  const fields = Object.entries(sign.json ?? {}).map(([path, value]) => ({ steps: toPathSteps(path), value }));
  const header = sign.header?.toLowerCase();
  return (reading) => {
    if (sign.method !== undefined && reading.inbound.method.toUpperCase() !== sign.method) return false;
    if (header !== undefined) {
      const value = reading.header(header);
      if (value === undefined || (sign.value !== undefined && value !== sign.value)) return false;
    }
    if (sign.emptyBody && reading.inbound.body.length > 0) return false;
    if (sign.query !== undefined && reading.query(sign.query) === undefined) return false;
    return fields.length === 0 || hasFields(reading, fields, sign.only);
  };
}

/** Bodies of challenges are small: a large body is an event, and is not parsed twice to find out. */
const MAX_BODY = 65_536;

function hasFields(
  reading: Reading,
  fields: readonly { steps: readonly (string | number)[]; value: string | number }[],
  only: readonly string[] | undefined,
): boolean {
  if (reading.inbound.body.length > MAX_BODY) return false;
  const { payload } = reading;
  if (payload.kind !== "json" && payload.kind !== "form") return false;
  const { value } = payload;
  if (only && !(typeof value === "object" && value && Object.keys(value).every((key) => only.includes(key))))
    return false;
  return fields.every(({ steps, value: wanted }) => {
    const found = pick(value, steps);
    return wanted === "*" ? typeof found === "string" : found === wanted;
  });
}

function isToken(
  shown: string | undefined,
  option: string | undefined,
  secrets: readonly string[],
  reading: Reading,
): boolean {
  if (shown === undefined || shown === "") return false;
  const own = option === undefined ? undefined : reading.around.options[option];
  const right = typeof own === "string" ? [own] : secrets;
  let found = false;
  for (const one of right) found = sameText(digestOf(shown), digestOf(one)) || found;
  return found;
}

const digestOf = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** The newest secret of the ring proves: it is the one that the provider is being set up with. */
function compileProof(
  proof: Proof,
  secrets: readonly string[],
  keyRule: KeyRule | undefined,
): (reading: Reading) => string {
  const over: Compiled = compile(proof.over ?? "{challenge}");
  const key = proof.keyed ? toKey(secrets[0] ?? "", keyRule) : undefined;
  return (reading) => {
    const text = render(over, reading) ?? "";
    const bytes = (key ? createHmac(proof.hash, key) : createHash(proof.hash)).update(text, "utf8").digest();
    return (proof.prefix ?? "") + bytes.toString(proof.encoding);
  };
}

function compileAnswer(answer: GreetingAnswer): Greeter {
  const text = answer.text === undefined ? undefined : compile(answer.text);
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
    return { status: answer.status, headers: headersOut, body: render(text, reading) ?? "" };
  };
}

const literalOr = (value: string | number): Compiled | number => (typeof value === "number" ? value : compile(value));
