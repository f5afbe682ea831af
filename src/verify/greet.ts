import { createHash, createHmac } from "node:crypto";
import { type PathStep, pick, toPathSteps } from "../payload.ts";
import type { Greeting, GreetingAnswer, GreetingSign, Options, Proof, Provider } from "../providers/provider.ts";
import type { KeyRule } from "../providers/signature.ts";
import type { Reply } from "../types.ts";
import { sameText } from "./encoding.ts";
import { pinned } from "./key-fetch.ts";
import { toKey } from "./keys.ts";
import type { Reading } from "./reading.ts";
import { type Compiled, compile, render, renderFirst } from "./template.ts";

/** Answers the challenges of one kind, signed or not; `undefined`: the request is none. */
export type Greeter = (reading: Reading) => Reply | undefined;

/** A challenge that says nothing of its shape: printable, no line breaks, at most 1,024 characters. */
const SHAPE = /^[\x20-\x7e]{1,1024}$/;

/** What greetings of one source know. */
export interface GreetingSettings {
  readonly secrets: readonly string[];
  /** Headers that may hold a signature. */
  readonly carriers: readonly string[];
  /** The key rule of the signature. */
  readonly keyRule: KeyRule | undefined;
  readonly options: Options;
  /** Calls an address that a greeting names; left out: nothing is called. */
  readonly visit?: (url: string) => void;
}

/** Makes the greeters of a provider once. What hands over a secret is not among them: see `compileEnrolment`. */
export function compileGreeters(
  provider: Provider,
  settings: GreetingSettings,
): { signed?: Greeter; unsigned?: Greeter } {
  const answered = (provider.greetings ?? []).filter(
    ({ enrols, needs = [] }) => enrols === undefined && needs.every((name) => settings.options[name] !== undefined),
  );
  const made = (signed: boolean): Greeter | undefined => {
    const greeters = answered
      .filter((greeting) => greeting.signed === "if-sent" || (greeting.signed ?? false) === signed)
      .map((greeting) => {
        const greet = compileGreeting(greeting, settings);
        return signed || !greeting.signed ? greet : whereUnsigned(greet, settings.carriers);
      });
    return greeters.length === 0 ? undefined : (reading) => firstReply(greeters, reading);
  };
  return { signed: made(true), unsigned: made(false) };
}

/** A secret that a provider hands over, and what it wants to hear. */
export interface Enrolment {
  readonly secret: string;
  readonly reply: Reply;
}

/** Reads the secret out of a handshake that hands one over; `undefined` where the provider does no such thing. */
export function compileEnrolment(
  provider: Provider,
  settings: GreetingSettings,
): ((reading: Reading) => Enrolment | undefined) | undefined {
  const greeting = provider.greetings?.find(({ enrols }) => enrols !== undefined);
  if (greeting?.enrols === undefined) return undefined;
  const at = compile(greeting.enrols);
  const greet = compileGreeting(greeting, settings);
  return (reading) => {
    const reply = greet(reading);
    const secret = render(at, reading);
    return reply && reply.status < 300 && secret ? { secret, reply } : undefined;
  };
}

/** With a signature it must be a right one: that is for the other greeter to tell. */
const whereUnsigned =
  (greet: Greeter, carriers: readonly string[]): Greeter =>
  (reading) =>
    carriers.some((name) => reading.header(name) !== undefined) ? undefined : greet(reading);

function firstReply(greeters: readonly Greeter[], reading: Reading): Reply | undefined {
  for (const greet of greeters) {
    const reply = greet(reading);
    if (reply) return reply;
  }
  return undefined;
}

function compileGreeting(greeting: Greeting, settings: GreetingSettings): Greeter {
  const isMeant = compileSign(greeting.when);
  const isToken = greeting.token && compileToken(greeting.token, settings);
  const refuseChallenge = compileChallenge(greeting, settings);
  const visit = greeting.visit && compileVisit(greeting.visit, settings);
  const prove = greeting.proof && compileProof(greeting.proof, settings);
  const answer = compileAnswer(greeting.answer);
  return (reading) => {
    if (!isMeant(reading)) return undefined;
    if (isToken && !isToken(reading)) return REFUSED;
    const refused = refuseChallenge(reading);
    if (refused) return refused;
    if (visit && !visit(reading)) return BAD_SHAPE;
    if (prove) reading.proof = prove(reading);
    return answer(reading);
  };
}

/** Reads the challenge, and refuses one that is not written as this provider writes it. */
function compileChallenge(greeting: Greeting, { options }: GreetingSettings): (reading: Reading) => Reply | undefined {
  if (greeting.challenge === undefined) return () => undefined;
  const challenge = compile(greeting.challenge);
  const shape = greeting.shape === undefined ? SHAPE : new RegExp(greeting.shape);
  const among = greeting.among === undefined ? undefined : (options[greeting.among] as readonly string[] | undefined);
  return (reading) => {
    const text = render(challenge, reading);
    if (text === undefined || text.length > 4096 || !shape.test(text)) return BAD_SHAPE;
    if (among && !among.includes(text)) return REFUSED;
    reading.challenge = text;
    return undefined;
  };
}

/** Calls the address that a challenge names, where it is one that may be called. */
function compileVisit(rule: NonNullable<Greeting["visit"]>, settings: GreetingSettings): (reading: Reading) => boolean {
  const at = compile(rule.at);
  return (reading) => {
    const url = pinned(render(at, reading) ?? "", rule.hosts);
    if (url) settings.visit?.(url.href);
    return url !== undefined;
  };
}

const plain = (status: number, body: string): Reply => ({
  status,
  headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
  body,
});

const REFUSED = plain(403, "This challenge is not for this source.");
const BAD_SHAPE = plain(400, "The challenge is not written as this provider writes it.");

function compileSign(sign: GreetingSign): (reading: Reading) => boolean {
  const absent = sign.absent === undefined ? undefined : toPathSteps(sign.absent);
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
    if (fields.length > 0 && !hasFields(reading, fields, sign.only)) return false;
    return absent === undefined || fieldAt(reading, absent) === undefined;
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

const fieldAt = ({ payload }: Reading, steps: readonly PathStep[]): unknown =>
  payload.kind === "json" || payload.kind === "form" ? pick(payload.value, steps) : undefined;

/** Compares what is shown with the option's values; where there are none, with the secrets. */
function compileToken(
  { at, option }: NonNullable<Greeting["token"]>,
  settings: GreetingSettings,
): (reading: Reading) => boolean {
  const place = compile(at);
  const own = option === undefined ? undefined : settings.options[option];
  const right = Array.isArray(own)
    ? [...(own as string[]), ...settings.secrets]
    : typeof own === "string"
      ? [own]
      : settings.secrets;
  const digests = right.map(digestOf);
  return (reading) => {
    const shown = render(place, reading);
    if (shown === undefined || shown === "") return false;
    let found = false;
    for (const digest of digests) found = sameText(digestOf(shown), digest) || found;
    return found;
  };
}

const digestOf = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** The first secret of the ring proves: it is the one that the provider is being set up with. */
function compileProof(proof: Proof, { secrets, keyRule }: GreetingSettings): (reading: Reading) => string {
  const given = proof.over ?? "{challenge}";
  const over = (typeof given === "string" ? [given] : given).map(compile);
  const key = proof.keyed ? toKey(secrets[0] ?? "", proof.key ?? keyRule) : undefined;
  return (reading) => {
    const text = renderFirst(over, reading) ?? "";
    const bytes = (key ? createHmac(proof.hash, key) : createHash(proof.hash)).update(text, "utf8").digest();
    return (proof.prefix ?? "") + bytes.toString(proof.encoding);
  };
}

function compileAnswer(answer: GreetingAnswer): Greeter {
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
