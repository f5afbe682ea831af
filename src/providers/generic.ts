import type { Options, Templates } from "./provider.ts";
import { defineProvider } from "./provider.ts";
import type { Carrier, Encoding, Hash, HmacSignature, KeyRule, Signature, SignedTime } from "./signature.ts";

/** Old ways of putting secret and body into one plain hash, as tutorials still teach them. */
const LEGACY = [
  "sha256(secret+body)",
  "sha256(body+secret)",
  "sha1(secret+body)",
  "sha1(body+secret)",
  "md5(secret+body)",
  "md5(body+secret)",
];

export const generic = defineProvider({
  id: "generic",
  name: "Generic, set up by options",
  signature: toSignature,
  options: {
    header: { about: "Header that holds the signature.", type: "string", required: true },
    hash: {
      about: "Hash of the HMAC.",
      type: "string",
      values: ["sha256", "sha512", "sha384", "sha1", "md5"],
      default: "sha256",
    },
    encoding: {
      about: "How the signature is written.",
      type: "string",
      values: ["hex", "HEX", "hex-any", "base64", "base64url", "base64url="],
      default: "hex",
    },
    prefix: { about: "What stands before the signature: `sha256=`.", type: "string" },
    list: { about: "Separator, where the header lists several signatures.", type: "string", values: [",", " "] },
    secretEncoding: {
      about: "How the secret is written.",
      type: "string",
      values: ["utf8", "base64", "hex", "whsec"],
      default: "utf8",
    },
    template: { about: "What is signed, of {body}, {timestamp}, {id} and literal text.", type: "string" },
    idHeader: { about: "Header of {id}; also the event's key unless `key` says otherwise.", type: "string" },
    timestampHeader: { about: "Header of {timestamp}.", type: "string" },
    timestampUnit: { about: "Its unit.", type: "string", values: ["s", "ms", "s-or-ms", "iso"], default: "s" },
    keyFrom: { about: "Where the key stands: `header:x-id`, `json:id`, `form:id`.", type: "string" },
    typeFrom: { about: "Where the type stands: `header:x-event`, `json:event.type`, `form:event`.", type: "string" },
    legacy: { about: "A plain hash of secret and body instead of an HMAC. Weak.", type: "string", values: LEGACY },
  },
  key: (options) => place(options.keyFrom) ?? (text(options.idHeader) ? `{header:${options.idHeader}}` : null),
  type: (options) => place(options.typeFrom) ?? ["{body:type}", "{body:event}"],
  keyNote: "Set `keyFrom` (or the source's `key`) to what makes an event unique.",
  methods: ["PUT", "PATCH"],
  evidence: { signature: "our own" },
});

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** `json:id` as people write it, or a template as it stands. */
function place(value: unknown): Templates | undefined {
  const given = text(value);
  return given === undefined || given.includes("{") ? given : `{${given}}`;
}

function toSignature(options: Options): Signature {
  const carrier: Carrier = {
    header: (text(options.header) ?? "").toLowerCase(),
    prefix: text(options.prefix),
    list: text(options.list) as Carrier["list"],
    encoding: options.encoding as Encoding,
  };
  const rest = { ...carrier, key: options.secretEncoding as KeyRule, time: toTime(options) };
  const legacy = /^(\w+)\((\w+)\+(\w+)\)$/.exec(text(options.legacy) ?? "");
  if (legacy) return { ...rest, scheme: "digest", hash: legacy[1] as Hash, signed: `{${legacy[2]}}{${legacy[3]}}` };
  return { ...rest, scheme: "hmac", hash: options.hash as Hash, signed: toTemplate(options) } satisfies HmacSignature;
}

const toTemplate = (options: Options): string =>
  (text(options.template) ?? "{body}").replaceAll("{id}", `{header:${text(options.idHeader) ?? "x-id"}}`);

function toTime(options: Options): SignedTime | undefined {
  const header = text(options.timestampHeader);
  if (header === undefined) return undefined;
  const signed = text(options.legacy) === undefined && toTemplate(options).includes("{timestamp}");
  return {
    at: `{header:${header}}`,
    unit: options.timestampUnit as SignedTime["unit"],
    tolerance: 300_000,
    unsigned: !signed,
  };
}
