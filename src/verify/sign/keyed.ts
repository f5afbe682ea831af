import { createHash, createHmac, randomUUID, sign as signBytes } from "node:crypto";
import { HookinboxError } from "../../errors.ts";
import type {
  DigestSignature,
  Fields,
  HmacSignature,
  PublicKeySignature,
  SignedTime,
} from "../../providers/signature.ts";
import { encode } from "../encoding.ts";
import { toKey } from "../keys.ts";
import { Message } from "../schemes/public-key.ts";
import { bodyPlacesOf, compile, feed, headersOf, render, type Sink } from "../template.ts";
import { type Draft, writeTime } from "./draft.ts";
import { toPrivateKey } from "./private-key.ts";

type Written = HmacSignature | DigestSignature | PublicKeySignature;

/** Signs with a keyed hash, a plain one, or a private key of our own, and writes the signature where it belongs. */
export function signWritten(signature: Written, draft: Draft): void {
  const time = signature.time && putTime(signature.time, draft);
  for (const [name, value] of Object.entries(signature.expect ?? {})) draft.setHeader(name, value);
  const template = compile(signature.signed);
  for (const name of headersOf(template)) {
    if (draft.header(name) === undefined) draft.setHeader(name, randomUUID());
  }
  for (const place of bodyPlacesOf(template)) {
    if (render(compile(place), draft.reading()) === undefined) draft.put(place, randomUUID());
  }
  const fields = fieldsOf(signature, time, draft);
  const bytes = sealed(
    signature,
    (sink, secret) => {
      const reading = draft.reading();
      reading.timestamp = time;
      reading.fields = fields;
      reading.secret = secret;
      const absent = feed(template, reading, sink);
      if (absent !== undefined)
        throw new HookinboxError("NOT_SIGNABLE", `The request has nothing at ${absent}, which is signed`);
    },
    draft,
  );
  putSignature(signature, encode(bytes, signature.encoding), fields, draft);
}

/** Puts the time where the scheme reads it; a time in the signature's own header is put there later. */
function putTime(time: SignedTime, draft: Draft): string {
  const there = /^\{header:([^}]+)\}$/.exec(time.at)?.[1];
  const given = there === undefined ? undefined : draft.header(there);
  if (given !== undefined) return given;
  const text = writeTime(draft.at, time.unit);
  const inBody = time.at.startsWith("{json:") || time.at.startsWith("{body:");
  if (!time.at.startsWith("{field:")) draft.put(time.at, inBody && time.unit === "ms" ? Number(text) : text);
  return text;
}

/** Fields beside the signature: the time, and what Coinbase lists. */
function fieldsOf({ fields }: Written, time: string | undefined, draft: Draft): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of fields?.once ?? []) {
    if (name === "h") {
      if (draft.header("content-type") === undefined) draft.setHeader("content-type", "application/json");
      found.set(name, "content-type");
    } else found.set(name, time ?? "");
  }
  return found;
}

function sealed(signature: Written, write: (sink: Sink, secret?: Uint8Array) => void, draft: Draft): Buffer {
  switch (signature.scheme) {
    case "hmac": {
      const hmac = createHmac(signature.hash, toKey(draft.secret, signature.key));
      write(hmac);
      return hmac.digest();
    }
    case "digest": {
      const hash = createHash(signature.hash);
      write(hash, toKey(draft.secret, signature.key));
      return hash.digest();
    }
    default: {
      const message = new Message();
      const [text] = draft.secrets.filter((secret) => !secret.includes("-----BEGIN"));
      write(message, text === undefined ? undefined : Buffer.from(text));
      const key = toPrivateKey(draft.secrets, signature.scheme);
      return signBytes(signature.scheme === "ed25519" ? null : (signature.hash ?? "sha256"), message.bytes(), key);
    }
  }
}

function putSignature(signature: Written, text: string, fields: ReadonlyMap<string, string>, draft: Draft): void {
  const value = signature.fields
    ? writeFields(signature.fields, text, fields, draft, signature.time)
    : `${signature.prefix ?? ""}${text}`;
  const { at, header, numbered } = signature;
  if (at !== undefined) {
    draft.put(at, value);
    return;
  }
  const name = numbered ? `${numbered.header}1` : typeof header === "string" ? header : header?.[0];
  if (name === undefined) throw new HookinboxError("NOT_SIGNABLE", "The definition says no place for a signature");
  draft.setHeader(name, value);
}

function writeFields(
  rule: Fields,
  text: string,
  fields: ReadonlyMap<string, string>,
  draft: Draft,
  time: SignedTime | undefined,
): string {
  if (rule.positional) return `${writeTime(draft.at, time?.unit ?? "s")}${rule.separator}${text}`;
  const entries = [...fields, [rule.signature, text] as const].map(([name, value]) => `${name}=${value}`);
  return entries.join(rule.spaced ? `${rule.separator} ` : rule.separator);
}
