import { methodsOf, signatureOf } from "../verify/prepare.ts";
import { needsSecret } from "../verify/secrets.ts";
import { carriersOf } from "../verify/signatures.ts";
import { findProvider } from "./find.ts";
import type { OptionRule, Provider, Templates } from "./provider.ts";
import type { KeyRule, PublicKeySignature, Signature, SignedTime } from "./signature.ts";

/** A definition in words, for the command line and the docs: plain data, nothing that is code. */
export interface ProviderDescription {
  readonly id: string;
  readonly name: string;
  readonly docs: string | null;
  /** Where in its console an address is added; `null`: not known for sure. */
  readonly console: string | null;
  /** Whether the signature's facts were read or reproduced; `false`: a lead that nobody checked. */
  readonly verified: boolean;
  readonly evidence: {
    readonly signature: string;
    readonly operations: string;
    readonly greeting: string | null;
    readonly sources: readonly string[];
  };
  /** What is checked, one sentence for each way in which a request may be signed. */
  readonly checks: readonly string[];
  /** Headers that may hold the signature. */
  readonly headers: readonly string[];
  /** Hashes and key kinds, for a table: `HMAC-SHA256`. */
  readonly algorithm: string;
  /** What the secret is; `null` where none is needed. */
  readonly secret: string | null;
  /** How far the signed time may be off, in ms; `false`: not checked; `null`: none is signed. */
  readonly tolerance: number | false | null;
  readonly key: string | null;
  readonly keyNote: string | null;
  readonly type: string | null;
  /** What `orderBy: true` and `newest: true` go by; `null`: there is nothing of the kind. */
  readonly order: { readonly by: string; readonly version: string | null } | null;
  readonly greetings: readonly string[];
  readonly methods: readonly string[];
  readonly contentTypes: readonly string[] | null;
  readonly ack: { readonly status: number; readonly empty: boolean };
  readonly rejectStatus: number | null;
  readonly timeout: string | null;
  readonly retry: string | null;
  readonly rotation: string | null;
  readonly options: Readonly<Record<string, OptionRule>>;
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
  /** Whether `sign` can make a request with the source's own secret. */
  readonly signable: boolean;
}

/** Describes a definition by its id. Throws `UNKNOWN_PROVIDER`. */
export function describeProvider(given: string | Provider): ProviderDescription {
  const provider = typeof given === "string" ? findProvider(given) : given;
  const options = Object.fromEntries(
    Object.entries(provider.options ?? {}).map(([name, rule]) => [name, rule.default]),
  );
  const signature = signatureOf(provider, options);
  const { key, type } = provider;
  return {
    ...SILENT,
    ...said(provider),
    id: provider.id,
    name: provider.name,
    verified: isVerified(provider),
    evidence: evidenceOf(provider),
    checks: checksOf(signature),
    headers: [...new Set(carriersOf(signature))],
    algorithm: [...new Set(algorithmsOf(signature))].join(", "),
    secret: needsSecret(signature) ? [...new Set(secretsOf(signature))].join("; or ") : null,
    tolerance: timesOf(signature)[0]?.tolerance ?? null,
    key: placesText(typeof key === "function" ? key(options) : key),
    type: placesText(typeof type === "function" ? type(options) : type),
    order: provider.order
      ? { by: placesText(provider.order.by) ?? "", version: placesText(provider.order.version) }
      : null,
    greetings: (provider.greetings ?? []).map(({ name, signed }) => (signed ? `${name} (signed)` : name)),
    methods: methodsOf(provider),
    ack: { status: 200, empty: false, ...provider.ack },
    signable: isSignable(signature),
  };
}

/** What a definition that says nothing of it is described with. */
const SILENT = {
  docs: null,
  console: null,
  keyNote: null,
  contentTypes: null,
  rejectStatus: null,
  timeout: null,
  retry: null,
  rotation: null,
  options: {},
  notes: [],
  warnings: [],
} as const;

type Silent = keyof typeof SILENT;

const said = (provider: Provider): Partial<Pick<ProviderDescription, Silent>> =>
  Object.fromEntries(
    (Object.keys(SILENT) as Silent[])
      .filter((name) => provider[name] !== undefined)
      .map((name) => [name, provider[name]]),
  );

function evidenceOf({ evidence, greetings }: Provider): ProviderDescription["evidence"] {
  return {
    signature: evidence?.signature ?? "unverified",
    operations: evidence?.operations ?? "unverified",
    greeting: greetings ? (evidence?.greeting ?? "unverified") : null,
    sources: evidence?.sources ?? [],
  };
}

/** A row whose signature nobody verified does not count, and says so. */
export const isVerified = ({ evidence }: Provider): boolean =>
  evidence !== undefined && !/^(?:unverified|from memory)/.test(evidence.signature);

const placesText = (templates: Templates | null | undefined): string | null => {
  const list = typeof templates === "string" ? [templates] : (templates ?? []);
  return list.length === 0 ? null : list.join(" or ");
};

function inner(signature: Signature): readonly Signature[] {
  if (signature.scheme === "variants") return signature.variants.map((one) => one.signature);
  return signature.scheme === "any" ? signature.of.map((one) => one.signature) : [];
}

const flat = (signature: Signature): Signature[] => {
  const parts = inner(signature);
  return parts.length === 0 ? [signature] : parts.flatMap(flat);
};

const timesOf = (signature: Signature): SignedTime[] =>
  flat(signature).flatMap((one) => ("time" in one && one.time ? [one.time] : []));

const algorithmsOf = (signature: Signature): string[] => flat(signature).map(algorithmOf);

function algorithmOf(signature: Signature): string {
  switch (signature.scheme) {
    case "hmac":
      return `HMAC-${signature.hash.toUpperCase()}`;
    case "digest":
      return `plain ${signature.hash.toUpperCase()}`;
    case "ed25519":
      return "Ed25519";
    case "ecdsa":
    case "rsa":
      return `${signature.scheme.toUpperCase()} with ${(signature.hash ?? "sha256").toUpperCase()}`;
    case "jwt":
      return `JWT (${signature.algorithms.join(", ")})`;
    case "odd":
      return ODD[signature.odd]?.[0] ?? signature.odd;
    case "token":
      return "token equality";
    case "basic":
      return "basic authentication";
    default:
      return "none";
  }
}

/** Algorithm, what is signed, and what the secret is, of the schemes that are functions. */
const ODD: Readonly<Record<string, readonly [algorithm: string, signed: string, secret: string]>> = {
  adyen: ["HMAC-SHA256", "eight fields of each item", "the HMAC key, in hex"],
  "aws-sns": ["RSA with SHA1 or SHA256", "the message's fields, in a fixed order", "the ARN of the topic"],
  braintree: ["HMAC-SHA1", "the field bt_payload", "the private key"],
  contentful: ["HMAC-SHA256", "method, path, the headers that it lists, and the body", "the signing secret"],
  ebay: ["ECDSA with SHA1", "the body", "clientId:clientSecret, or eBay's public key in PEM"],
  keygen: ["Ed25519", "method, path, and a digest of the body", "the account's public key, in hex"],
  plaid: ["JWT (ES256)", "a hash of the body", "client_id:secret, or Plaid's public key as JSON Web Key"],
  plivo: ["HMAC-SHA256", "the URL, its sorted query and form, and a nonce", "the auth token"],
  twilio: [
    "HMAC-SHA1",
    "the URL and the sorted form, or the URL with the body's hash in it",
    "the account's auth token",
  ],
};

const checksOf = (signature: Signature): string[] => [...new Set(flat(signature).map(checkOf))];

function checkOf(signature: Signature): string {
  switch (signature.scheme) {
    case "none":
      return "Nothing is verified.";
    case "token":
      return `The secret itself, in ${signature.header ?? signature.at}. The body is not signed.`;
    case "basic":
      return "User and password, in authorization. The body is not signed.";
    case "jwt": {
      const bound = signature.bodyHash
        ? `, with a hash of the body in the claim ${signature.bodyHash.claim}`
        : ". The body is not bound";
      return `A token by ${signature.algorithms.join(" or ")} in ${signature.inBody ? "the body" : (signature.header ?? "authorization")}${bound}.`;
    }
    case "odd":
      return `${algorithmOf(signature)} over ${ODD[signature.odd]?.[1] ?? "its own text"}${signature.header ? `, in ${signature.header}` : ""}.`;
    case "variants":
    case "any":
      return "";
    default: {
      const named = [signature.header].flat().filter(Boolean).join(" or ");
      const place = signature.numbered
        ? `${signature.numbered.header}1 to ${signature.numbered.upTo}`
        : named || (signature.at ?? "the header that is set up");
      return `${algorithmOf(signature)} over ${JSON.stringify(signature.signed)}, in ${place}, as ${signature.encoding}${signature.prefix ? ` after ${JSON.stringify(signature.prefix)}` : ""}.`;
    }
  }
}

const KEYS: Readonly<Record<KeyRule, string>> = {
  utf8: "used as it is written",
  hex: "hex, decoded",
  base64: "base64, decoded",
  whsec: "base64, decoded, with or without whsec_",
  "whsec-or-utf8": "base64 after whsec_, else used as it is written",
  "after-colon": "what follows the colon of the API key",
  "html-decoded": "as the shop shows it",
  sha1: "the private key",
};

const PUBLIC: Readonly<Record<PublicKeySignature["key"], string>> = {
  "raw-hex": "the public key, in hex",
  "raw-base64": "the public key, in base64",
  whpk: "the public key, whpk_…",
  "spki-base64": "the public key, in base64",
  pem: "the public key, in PEM",
  fetched: "a public key that is fetched",
};

const secretsOf = (signature: Signature): string[] =>
  flat(signature).map((one) => {
    switch (one.scheme) {
      case "hmac":
      case "digest":
        return KEYS[one.key ?? "utf8"];
      case "ed25519":
      case "ecdsa":
      case "rsa":
        return one.signed.includes("{secret}") ? "the webhook's id" : PUBLIC[one.key];
      case "basic":
        return "user:password";
      case "odd":
        return ODD[one.odd]?.[2] ?? "the secret";
      default:
        return KEYS.utf8;
    }
  });

/** With what a source has: not where only the provider has the private key. */
function isSignable(signature: Signature): boolean {
  return flat(signature).some((one) => {
    if (one.scheme === "odd") return ["adyen", "braintree", "contentful", "plivo", "twilio"].includes(one.odd);
    if (one.scheme === "jwt") return one.algorithms.some((name) => name.startsWith("HS"));
    return one.scheme !== "ed25519" && one.scheme !== "ecdsa" && one.scheme !== "rsa";
  });
}
