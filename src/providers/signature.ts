import type { Scheme, Setting } from "../verify/scheme.ts";
import type { Template } from "./provider.ts";

export type Hash = "md5" | "sha1" | "sha256" | "sha384" | "sha512";

/**
 * How a signature is written. Comparison is over the written form, so a spelling that merely decodes to the same bytes
 * is refused. `HEX` is upper case, `hex-any` either case (not mixed), `base64url=` has its padding,
 * `base64url-any` may have it.
 */
export type Encoding = "hex" | "HEX" | "hex-any" | "base64" | "base64url" | "base64url=" | "base64url-any";

/**
 * How a secret becomes a key. `whsec`: base64 after an optional `whsec_`; `whsec-or-utf8`: base64 only after it;
 * `after-colon`: UTF-8 of what follows the first colon; `html-decoded`: UTF-8 after `&amp;` and the like are undone;
 * `sha1`: the raw SHA-1 of it, or of what follows its colon.
 */
export type KeyRule = "utf8" | "hex" | "base64" | "whsec" | "whsec-or-utf8" | "after-colon" | "html-decoded" | "sha1";

/** Where signatures stand in a request, and how they are written. */
export interface Carrier {
  /** Header name, lower case. Several: each may hold one, any right one will do (Box). */
  readonly header?: string | readonly string[];
  /** Headers `<name>1` to `<name><n>` hold one each (DocuSign). */
  readonly numbered?: { readonly header: string; readonly upTo: number };
  /** Where no header has it: a place in body or query. */
  readonly at?: Template;
  /** What stands before each signature: `sha256=`, `v1,`. */
  readonly prefix?: string;
  /** A signature without the prefix is taken as well. */
  readonly prefixOptional?: boolean;
  readonly encoding: Encoding;
  /** Separator of a header that lists several signatures: any right one will do. Entries of another prefix are passed over. */
  readonly list?: "," | " ";
  /** The header is made of named fields: `t=…,v1=…`. */
  readonly fields?: Fields;
}

export interface Fields {
  readonly separator: "," | ";" | " ";
  /** Name of the field that holds a signature. It may come several times. */
  readonly signature: string;
  /** Fields that must be there, once each. */
  readonly once?: readonly string[];
  /** The header holds several groups of fields, parted by a space, each with a time of its own (Persona). */
  readonly groups?: boolean;
  /** A space may follow each separator (WorkOS). */
  readonly spaced?: boolean;
  /** No names: a time first, then signatures (Recurly). */
  readonly positional?: boolean;
}

/** A time that the signature covers. */
export interface SignedTime {
  /** Its place: `{header:x-timestamp}`, `{field:t}`, `{json:signature.timestamp}`. */
  readonly at: Template;
  readonly unit: "s" | "ms" | "s-or-ms" | "iso";
  /** How far it may be from the time of receipt, both ways, in ms; `false`: not checked unless a source asks. */
  readonly tolerance: number | false;
  /** Why, or where it was read: `"documented"`, `"none documented; ours"`. */
  readonly because?: string;
  /** It is not covered by the signature: checked, but proves little. */
  readonly unsigned?: boolean;
  /** A request without it passes. */
  readonly optional?: boolean;
}

interface Common {
  readonly time?: SignedTime;
  /**
   * A pattern of bodies that are refused although rightly signed: what the provider's challenge, or another mode of it,
   * has signed with the same key must not pass for an event. It sees the first 1,024 bytes.
   */
  readonly never?: string;
  /** Headers and the value that each must have, when present. `{ "box-signature-version": "1" }` */
  readonly expect?: Readonly<Record<string, string>>;
}

/** A keyed hash over a template. */
export interface HmacSignature extends Carrier, Common {
  readonly scheme: "hmac";
  readonly hash: Hash;
  readonly key?: KeyRule;
  readonly signed: Template;
}

/** A plain hash over a template that holds `{secret}`: old, weak, still in use. */
export interface DigestSignature extends Carrier, Common {
  readonly scheme: "digest";
  readonly hash: Hash;
  readonly key?: KeyRule;
  readonly signed: Template;
}

/** The request shows the secret itself. */
export interface TokenSignature extends Common {
  readonly scheme: "token";
  readonly header?: string;
  readonly at?: Template;
  /** `Bearer `: what stands before it. */
  readonly prefix?: string;
  /** Every item of a `[*]` place must hold it. */
  readonly every?: boolean;
}

/** HTTP basic authentication; the secret is `user:password`. */
export interface BasicSignature {
  readonly scheme: "basic";
}

/** A signature by a private key that only the provider has. */
export interface PublicKeySignature extends Carrier, Common {
  readonly scheme: "ed25519" | "ecdsa" | "rsa";
  /** For ECDSA and RSA. */
  readonly hash?: Hash;
  /** How the secret, which is a public key here, is written. */
  readonly key: "raw-hex" | "raw-base64" | "whpk" | "spki-base64" | "pem" | "fetched";
  readonly signed: Template;
  /** Where a fetched key comes from. */
  readonly fetch?: KeyFetch;
}

/** Keys that the provider publishes. Every URL is held to these hosts. */
export interface KeyFetch {
  readonly kind: "certificate" | "jwks" | "pem" | "json";
  readonly url: Template;
  /** Patterns of host names, anchored: `sns\\.[a-z0-9-]+\\.amazonaws\\.com`. */
  readonly hosts: readonly string[];
  /** Pattern of the path, anchored. */
  readonly path?: string;
  /** Where the key stands in a JSON answer. */
  readonly pick?: string;
}

/** A JSON Web Token, with or without a claim that binds the body. */
export interface JwtSignature {
  readonly scheme: "jwt";
  readonly header?: string;
  /** The whole body is the token (Kinde). */
  readonly inBody?: boolean;
  /** `Bearer `, `JWT `. */
  readonly prefix?: string;
  /** How an HMAC secret becomes a key. */
  readonly key?: KeyRule;
  readonly algorithms: readonly ("HS256" | "HS384" | "HS512" | "RS256" | "ES256" | "EdDSA")[];
  readonly fetch?: KeyFetch;
  /** Claims and the value that each must have. */
  readonly claims?: Readonly<Record<string, Template>>;
  /** The claim that holds a hash of the body. */
  readonly bodyHash?: {
    readonly claim: string;
    readonly encoding: "hex" | "base64";
    readonly absentWhenEmpty?: boolean;
  };
  /** The claim that holds a hash of the URL, or Atlassian's of method, path and query. */
  readonly urlHash?: { readonly claim: string; readonly kind: "url" | "qsh" };
  /** `exp` and `nbf` must be there. */
  readonly requires?: readonly string[];
  /** Time allowed beside `exp`, `nbf` and `iat`, in ms. */
  readonly leeway: number;
  /** How old `iat` may be, in ms. */
  readonly maxAge?: number;
}

/** Several schemes under one id: the first whose sign is there is the one; there is no falling back to the next. */
export interface VariantSignature {
  readonly scheme: "variants";
  readonly variants: readonly {
    /** Header that tells; with a pattern for its value where presence alone does not. Left out: otherwise. */
    readonly header?: string;
    readonly matches?: string;
    readonly signature: Signature;
  }[];
}

/** Several kinds of secret under one scheme: each secret goes to the first whose pattern it matches; any may accept. */
export interface AnySignature {
  readonly scheme: "any";
  readonly of: readonly { readonly secrets?: string; readonly signature: Signature }[];
}

/** An odd scheme: a function of its own, which its definition brings along: who takes one provider gets no other's code. */
export interface OddSignature extends Common {
  readonly scheme: "odd";
  /** Its name. */
  readonly odd: string;
  readonly make: (signature: OddSignature, setting: Setting) => Scheme;
  /** It is checked with nothing that the user must give. */
  readonly keyless?: boolean;
  /** Header that must be there before the body is read. */
  readonly header?: string;
  readonly hash?: Hash;
  readonly encoding?: Encoding;
}

/** Nothing is verified. */
export interface NoSignature {
  readonly scheme: "none";
}

export type Signature =
  | HmacSignature
  | DigestSignature
  | TokenSignature
  | BasicSignature
  | PublicKeySignature
  | JwtSignature
  | VariantSignature
  | AnySignature
  | OddSignature
  | NoSignature;
