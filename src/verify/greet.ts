import { createHash } from "node:crypto";
import type { Greeting, Options, Provider } from "../providers/provider.ts";
import type { KeyRule } from "../providers/signature.ts";
import type { Reply } from "../types.ts";
import { sameText } from "./encoding.ts";
import { compileAnswer, compileProof } from "./greeting-answer.ts";
import { compileSign } from "./greeting-sign.ts";
import { pinned } from "./key-fetch.ts";
import type { Reading } from "./reading.ts";
import { compile, render } from "./template.ts";

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
