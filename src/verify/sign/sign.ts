import { randomUUID } from "node:crypto";
import { HookinboxError } from "../../errors.ts";
import { findProvider } from "../../providers/find.ts";
import type { Provider, Templates } from "../../providers/provider.ts";
import type { AnySignature, Signature, TokenSignature, VariantSignature } from "../../providers/signature.ts";
import type { Clock, Instant } from "../../types.ts";
import { type RequestLike, toInbound } from "../judge.ts";
import { checkOptions } from "../options.ts";
import { signatureOf } from "../prepare.ts";
import { Draft } from "./draft.ts";
import { signJwt } from "./jwt.ts";
import { signWritten } from "./keyed.ts";
import { signOdd } from "./odd.ts";

/** What `sign` is told beside the request. Further names are options of the provider. */
export interface SignOptions {
  /**
   * The first signs. Where only the provider has the private key: one of your own in PEM (or `whsk_…`); the request then
   * verifies with its public key.
   */
  readonly secret?: string | readonly string[];
  /** When it is signed; default: now. */
  readonly now?: Instant | Date | Clock;
  readonly publicUrl?: string;
  /** The event's key and type, where they stand in headers. A key is made up where none is given. */
  readonly key?: string;
  readonly type?: string;
  readonly [option: string]: unknown;
}

/** A signed request, ready to be sent. */
export interface SignedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * Makes a request that `verify` takes: for tests, and for `hookinbox send`.
 *
 * Throws a `HookinboxError`: `UNKNOWN_PROVIDER`, `SECRET_MISSING`, `SECRET_INVALID`, `PROVIDER_OPTION`, and
 * `NOT_SIGNABLE` where nothing that you can have makes a valid request.
 *
 * @example
 * const request = sign("github", { body: '{"action":"opened"}' }, { secret, type: "issues" });
 * await fetch(url, request);
 */
export function sign(
  provider: string | Provider,
  request: Partial<RequestLike>,
  settings: SignOptions = {},
): SignedRequest {
  const { secret, now, publicUrl, key, type, ...given } = settings;
  const definition = typeof provider === "object" ? provider : findProvider(provider);
  const options = checkOptions(definition, given);
  const secrets = (typeof secret === "string" ? [secret] : (secret ?? [])).filter((one) => one !== "");
  const inbound = toInbound({ headers: {}, ...request } as RequestLike, now);
  const draft = new Draft(inbound, { options, publicUrl }, secrets);
  prepare(definition, draft, options, { key, type });
  const signature = signatureOf(definition, options);
  if (secrets.length === 0 && signature.scheme !== "none")
    throw new HookinboxError("SECRET_MISSING", "No secret is set to sign with");
  apply(signature, draft);
  const headers: Record<string, string> = {};
  for (let i = 0; i + 1 < draft.headers.length; i += 2)
    headers[draft.headers[i] as string] = draft.headers[i + 1] as string;
  return { method: draft.method, url: draft.url, headers, body: draft.body };
}

function apply(signature: Signature, draft: Draft): void {
  switch (signature.scheme) {
    case "hmac":
    case "digest":
    case "ed25519":
    case "ecdsa":
    case "rsa":
      signWritten(signature, draft);
      break;
    case "token":
      draft.put(placeOf(signature), (signature.prefix ?? "") + draft.secret);
      break;
    case "basic":
      draft.setHeader("authorization", `Basic ${Buffer.from(draft.secret, "utf8").toString("base64")}`);
      break;
    case "jwt":
      signJwt(signature, draft);
      break;
    case "variants":
      apply(variantFor(signature, draft), draft);
      break;
    case "any":
      apply(kindFor(signature, draft), draft);
      break;
    case "odd":
      signOdd(signature.odd, draft);
      break;
    case "none":
      break;
  }
}

const placeOf = ({ header, at = "" }: TokenSignature): string => (header === undefined ? at : `{header:${header}}`);

function kindFor({ of }: AnySignature, draft: Draft): Signature {
  const kind = of.find(({ secrets }) => secrets === undefined || new RegExp(secrets).test(draft.secret));
  return kind?.signature ?? { scheme: "none" };
}

/** The variant whose sign the request already carries, else the first that its headers do not rule out. */
function variantFor({ variants }: VariantSignature, draft: Draft): Signature {
  const told = variants.find(({ header, matches }) => {
    const value = header === undefined ? undefined : draft.header(header);
    return value !== undefined && (matches === undefined || new RegExp(matches).test(value));
  });
  const open = variants.find(({ header }) => header === undefined || header !== "content-type");
  const chosen = told ?? open;
  if (!chosen) throw new HookinboxError("NOT_SIGNABLE", "The definition has no variant that can be signed");
  return chosen.signature;
}

/** Headers that a real request has: its content type, and key and type where they stand in headers. */
function prepare(
  provider: Provider,
  draft: Draft,
  options: Readonly<Record<string, unknown>>,
  named: { key?: string; type?: string },
): void {
  const [contentType = "application/json"] = provider.contentTypes ?? [];
  if (draft.header("content-type") === undefined && draft.body.length > 0) draft.setHeader("content-type", contentType);
  const { key, type } = provider;
  const keyHeader = headerIn(typeof key === "function" ? key(options) : key);
  const typeHeader = headerIn(typeof type === "function" ? type(options) : type);
  if (keyHeader && draft.header(keyHeader) === undefined) draft.setHeader(keyHeader, named.key ?? randomUUID());
  if (typeHeader && named.type !== undefined && draft.header(typeHeader) === undefined)
    draft.setHeader(typeHeader, named.type);
}

function headerIn(templates: Templates | null | undefined): string | undefined {
  const [first] = typeof templates === "string" ? [templates] : (templates ?? []);
  return first === undefined ? undefined : /^\{header:([^}|]+)\}/.exec(first)?.[1];
}
