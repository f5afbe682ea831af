import { HookinboxError } from "../errors.ts";
import { didYouMean } from "../suggest.ts";
import { compile } from "../verify/template.ts";
import type { Greeting, Provider, Templates } from "./provider.ts";
import type { Signature } from "./signature.ts";

/** What each scheme must say, and what some of it may be. */
const NEEDS: Readonly<Record<Signature["scheme"], readonly string[]>> = {
  hmac: ["hash", "encoding", "signed"],
  digest: ["hash", "encoding", "signed"],
  ed25519: ["key", "encoding", "signed"],
  ecdsa: ["key", "encoding", "signed"],
  rsa: ["key", "encoding", "signed"],
  jwt: ["algorithms", "leeway"],
  token: [],
  basic: [],
  variants: ["variants"],
  any: ["of"],
  odd: ["odd", "make"],
  none: [],
};

const VALUES: Readonly<Record<string, readonly string[]>> = {
  hash: ["md5", "sha1", "sha256", "sha384", "sha512"],
  encoding: ["hex", "HEX", "hex-any", "base64", "base64url", "base64url=", "base64url-any"],
};

const KEY_RULES = ["utf8", "hex", "base64", "whsec", "whsec-or-utf8", "after-colon", "html-decoded", "sha1"];
const UNITS = ["s", "ms", "s-or-ms", "iso"];

/**
 * Holds a definition to its shape: one that was written inline in a config came past no compiler. Throws
 * `PROVIDER_INVALID`, which names the place.
 */
export function checkProvider(provider: Provider): void {
  const at = typeof provider.id === "string" ? `provider ${provider.id}` : "provider";
  if (typeof provider.id !== "string" || !/^[a-z0-9][a-z0-9-]*$/.test(provider.id))
    throw wrong(at, "`id` must be lower-case letters, digits and hyphens");
  if (typeof provider.signature !== "function") checkSignature(provider.signature, `${at}: signature`);
  if (typeof provider.key !== "function") checkTemplates(provider.key ?? [], `${at}: key`);
  if (typeof provider.type !== "function") checkTemplates(provider.type ?? [], `${at}: type`);
  if (provider.order !== undefined) {
    checkTemplates(provider.order.by, `${at}: order.by`);
    checkTemplates(provider.order.version ?? [], `${at}: order.version`);
  }
  for (const [i, greeting] of (provider.greetings ?? []).entries()) checkGreeting(greeting, `${at}: greetings[${i}]`);
}

function checkSignature(signature: Signature, at: string): void {
  if (typeof signature !== "object" || signature === null) throw wrong(at, "must be an object with `scheme`");
  const { scheme } = signature;
  if (!Object.hasOwn(NEEDS, scheme)) {
    throw wrong(
      at,
      `has no scheme ${JSON.stringify(scheme)}.${didYouMean(String(scheme), Object.keys(NEEDS))} They are: ${Object.keys(NEEDS).join(", ")}`,
    );
  }
  const given = signature as unknown as Readonly<Record<string, unknown>>;
  const absent = NEEDS[scheme].find((name) => given[name] === undefined);
  if (absent !== undefined) throw wrong(at, `needs \`${absent}\` for the scheme ${scheme}`);
  for (const [name, values] of Object.entries(VALUES)) checkValue(given[name], values, name, at);
  if (scheme === "hmac" || scheme === "digest") checkValue(given.key, KEY_RULES, "key", at);
  checkPlaces(given, at);
  if (scheme === "variants")
    each(signature.variants, at, "variants", (one, where) => checkSignature(one.signature, where));
  if (scheme === "any") each(signature.of, at, "of", (one, where) => checkSignature(one.signature, where));
}

function checkPlaces(given: Readonly<Record<string, unknown>>, at: string): void {
  const { signed, header, numbered, at: place, time, scheme } = given;
  if (signed !== undefined) checkTemplates(signed as Templates, `${at}.signed`);
  if (place !== undefined) checkTemplates(place as Templates, `${at}.at`);
  const carried = ["hmac", "digest", "ed25519", "ecdsa", "rsa", "token"].includes(String(scheme));
  if (carried && header === undefined && numbered === undefined && place === undefined)
    throw wrong(at, "needs `header`, or `at` where no header holds the signature");
  for (const name of [header].flat()) {
    if (name !== undefined && (typeof name !== "string" || name !== name.toLowerCase() || name === ""))
      throw wrong(`${at}.header`, "must be a header's name in lower case");
  }
  if (time === undefined) return;
  if (typeof time !== "object" || time === null)
    throw wrong(`${at}.time`, "must be an object with `at`, `unit` and `tolerance`");
  const { at: timeAt, unit, tolerance } = time as { at?: unknown; unit?: unknown; tolerance?: unknown };
  checkTemplates(timeAt as Templates, `${at}.time.at`);
  checkValue(unit ?? "nothing", UNITS, "time.unit", at);
  if (tolerance !== false && (typeof tolerance !== "number" || !(tolerance >= 0)))
    throw wrong(`${at}.time.tolerance`, "must be a number of milliseconds, or false");
}

function checkGreeting(greeting: Greeting, at: string): void {
  if (typeof greeting !== "object" || greeting === null || !greeting.when || !greeting.answer)
    throw wrong(at, "needs `when` and `answer`");
  if (!Number.isInteger(greeting.answer.status)) throw wrong(`${at}.answer.status`, "must be a number");
  checkTemplates(greeting.challenge ?? [], `${at}.challenge`);
  if (greeting.proof && greeting.shape === undefined)
    throw wrong(at, "needs `shape`: what it signs must not be able to pass for an event");
  if (greeting.shape !== undefined && !/^\^.*\$$/.test(greeting.shape))
    throw wrong(`${at}.shape`, "must be anchored: ^…$");
}

function checkTemplates(templates: Templates, at: string): void {
  for (const template of typeof templates === "string"
    ? [templates]
    : Array.isArray(templates)
      ? templates
      : [templates]) {
    if (typeof template !== "string" || template === "") throw wrong(at, "must be a template, such as {json:id}");
    compile(template);
  }
}

function checkValue(value: unknown, values: readonly string[], name: string, at: string): void {
  if (value === undefined || values.includes(value as string)) return;
  throw wrong(
    `${at}.${name}`,
    `is ${JSON.stringify(value)}; it may be ${values.join(", ")}.${didYouMean(String(value), values)}`,
  );
}

function each<T>(list: readonly T[], at: string, name: string, check: (one: T, where: string) => void): void {
  if (!Array.isArray(list) || list.length === 0) throw wrong(`${at}.${name}`, "must be a list");
  for (const [i, one] of list.entries()) check(one as T, `${at}.${name}[${i}]`);
}

const wrong = (at: string, what: string): HookinboxError => new HookinboxError("PROVIDER_INVALID", `${at} ${what}`);
