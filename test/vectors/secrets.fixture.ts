import { generateKeyPairSync, type KeyObject } from "node:crypto";
import type { Provider } from "../../src/providers/provider.ts";
import type { Signature } from "../../src/providers/signature.ts";

const pem = (key: KeyObject): string =>
  key.export({ type: key.type === "private" ? "pkcs8" : "spki", format: "pem" }) as string;

const pair = ({ publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }) => ({
  publicKey,
  public: pem(publicKey),
  private: pem(privateKey),
});

const KEYS = {
  ed25519: pair(generateKeyPairSync("ed25519")),
  ecdsa: pair(generateKeyPairSync("ec", { namedCurve: "P-256" })),
  rsa: pair(generateKeyPairSync("rsa", { modulusLength: 2048 })),
};

const raw = (): Buffer => KEYS.ed25519.publicKey.export({ type: "spki", format: "der" }).subarray(-32);

/** What a source of a provider is set up with in tests: what signs, what verifies, and required options. */
export interface Setup {
  readonly signs: string | string[];
  readonly verifies: string | string[];
  readonly options: Readonly<Record<string, unknown>>;
}

const HEX = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const PLAIN = "a-secret-of-twenty-four!";

const BY_ID: Readonly<Record<string, Partial<Setup>>> = {
  "aws-sns": {
    signs: ["arn:aws:sns:eu-west-1:1:t", KEYS.rsa.private],
    verifies: ["arn:aws:sns:eu-west-1:1:t", KEYS.rsa.public],
  },
  ebay: { signs: KEYS.ecdsa.private, verifies: KEYS.ecdsa.public },
  plaid: { signs: KEYS.ecdsa.private, verifies: KEYS.ecdsa.public },
  keygen: { signs: KEYS.ed25519.private, verifies: raw().toString("hex") },
  adyen: { signs: HEX, verifies: HEX },
  paypal: { signs: ["WH-ID", KEYS.rsa.private], verifies: "WH-ID", options: { certificate: KEYS.rsa.public } },
  fal: { signs: KEYS.ed25519.private, verifies: KEYS.ed25519.public },
  generic: { options: { header: "x-signature" } },
  "google-pubsub": { signs: KEYS.rsa.private, verifies: KEYS.rsa.public, options: { serviceAccount: "a@b.example" } },
  kinde: { signs: KEYS.rsa.private, verifies: KEYS.rsa.public, options: { domain: "https://acme.kinde.com" } },
  chargebee: { signs: "user:password of twenty-four" },
  postmark: { signs: "user:password of twenty-four" },
  sparkpost: { signs: "user:password of twenty-four" },
};

export function setupOf(provider: Provider): Setup {
  const own = BY_ID[provider.id] ?? {};
  const options = own.options ?? {};
  const signature =
    typeof provider.signature === "function" ? provider.signature(defaultsOf(provider, options)) : provider.signature;
  const keys = keysOf(signature);
  const signs = own.signs ?? keys.signs;
  return { signs, verifies: own.verifies ?? (own.signs === undefined ? keys.verifies : own.signs), options };
}

const defaultsOf = (provider: Provider, options: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  ...Object.fromEntries(Object.entries(provider.options ?? {}).map(([name, rule]) => [name, rule.default])),
  ...options,
});

function keysOf(signature: Signature): { signs: string; verifies: string } {
  switch (signature.scheme) {
    case "variants":
      return keysOf(signature.variants[0]?.signature ?? { scheme: "none" });
    case "any":
      return keysOf(signature.of.at(-1)?.signature ?? { scheme: "none" });
    case "ed25519":
      return { signs: KEYS.ed25519.private, verifies: raw().toString(signature.key === "raw-hex" ? "hex" : "base64") };
    case "ecdsa":
    case "rsa": {
      const key = KEYS[signature.scheme];
      return { signs: key.private, verifies: key.public };
    }
    case "hmac":
    case "digest":
      return signature.key === "hex" || signature.key === "base64" || signature.key === "whsec"
        ? { signs: HEX, verifies: HEX }
        : { signs: PLAIN, verifies: PLAIN };
    default:
      return { signs: PLAIN, verifies: PLAIN };
  }
}

/** Parts that a scheme does not bind, each for the reason that its definition's notes give. */
const BODY_UNBOUND = new Set(["token", "basic", "none"]);
const UNBOUND_IDS = new Set([
  "jira-connect",
  "monday",
  "google-pubsub",
  "mailgun",
  "mercado-pago",
  "adyen",
  "kinde",
  "aws-sns",
  "braintree",
  "travis-ci",
]);

/** Whether every byte of the body is covered. */
export const bindsBody = (provider: Provider): boolean => {
  const { signature } = provider;
  const first = typeof signature === "function" ? undefined : signature.scheme;
  if (UNBOUND_IDS.has(provider.id) || (first !== undefined && BODY_UNBOUND.has(first))) return false;
  return !["bigcommerce", "okta"].includes(provider.id);
};

/** Two spellings of one form: what is signed there is its fields, not its bytes. */
export function sameForm(a: Uint8Array, b: Uint8Array): boolean {
  const read = (bytes: Uint8Array) => [...new URLSearchParams(Buffer.from(bytes).toString("utf8"))].sort().join("|");
  return read(a) === read(b) || read(a).includes("\ufffd");
}
