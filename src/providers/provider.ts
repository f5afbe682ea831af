import type { KeyRule, Signature } from "./signature.ts";

/**
 * A definition of a provider, as data: how it signs, names, identifies and greets. One file for each; `index.ts` lists
 * them; `verify/` is the one interpreter. A definition may also be written inline in a config.
 *
 * Everywhere below, a `Template` is text with places in braces, read from the request:
 *
 * | place | stands for |
 * |---|---|
 * | `{body}` | the body's bytes, as received |
 * | `{header:x-id}` | the header's value |
 * | `{json:a.b[0].c}` `{form:a[b]}` `{body:a.b}` | a field of a JSON body, of a form, of either; `[*]` joins all items by `,` |
 * | `{query:name}` | a parameter of the URL, decoded |
 * | `{url}` `{path}` `{method}` | the public URL; its path with query; the method in upper case |
 * | `{timestamp}` `{field:t}` | the signed time as it was written; a field of the signature header |
 * | `{secret}` | the secret, as the key rule made it (digests only) |
 * | `{sha256:hex}` `{crc32}` | a checksum of the body |
 * | `{option:name}` | an option of the source |
 * | `{secretName}` | what stands before the colon in a secret of the form `name:secret` |
 * | `{listed:h}` | values of the headers that the field `h` names, joined by `.` |
 * | `{sortedForm}` | the form's names and values, sorted by name, without separators |
 * | `{claim:x-token.jti}` | a claim of the token in a header |
 *
 * `[…]` drops out whole when a place inside is absent: `{header:x-github-event}[.{body:action}]`. `{x|lower}` is lower case;
 * `{url|hubspot}` undoes the percent-encodings that HubSpot undoes.
 *
 * @example
 * const acme: Provider = {
 *   id: "acme",
 *   name: "Acme",
 *   docs: "https://acme.example/webhooks",
 *   signature: { scheme: "hmac", hash: "sha256", header: "x-acme-signature", encoding: "hex", signed: "{body}" },
 *   key: "{json:id}",
 *   type: "{json:type}",
 *   evidence: { signature: "read in docs" },
 * };
 */
export interface Provider {
  /** Lower case, with hyphens: what a source names. */
  readonly id: string;
  /** As the provider writes itself. */
  readonly name: string;
  /** The page of the provider's documentation that says how to verify. */
  readonly docs?: string;
  /** Where an address for webhooks is added, from its console's first page on: `Settings, Webhooks, Add webhook`. */
  readonly console?: string;
  /** How requests are signed; a function where it depends on the source's options. */
  readonly signature: Signature | ((options: Options) => Signature);
  /** What a source may set, beside the secret. */
  readonly options?: Readonly<Record<string, OptionRule>>;
  /** What makes an event unique; the first template that has a value. `null`: the provider gives nothing of the kind. */
  readonly key?: Templates | null | ((options: Options) => Templates | null);
  /** Said where the key is not what one would expect, or the best there is when `key` is `null`. */
  readonly keyNote?: string;
  /** The event's name; the first template that has a value, else `unknown`. */
  readonly type?: Templates | ((options: Options) => Templates);
  /** The order that `orderBy: true` asks for. */
  readonly order?: Order;
  /** Methods beside POST that carry events. */
  readonly methods?: readonly string[];
  /** Content types it sends, lower case. Others are answered 415. Left out: any. */
  readonly contentTypes?: readonly string[];
  /** The field that holds the JSON where it sends a form: `payload`. */
  readonly jsonField?: string;
  readonly greetings?: readonly Greeting[];
  readonly ack?: Ack;
  /** Status it wants for a request that failed verification. */
  readonly rejectStatus?: number;
  /** How long it waits for an answer, as it says: `"10 s"`. */
  readonly timeout?: string;
  /** How it retries, as it says. */
  readonly retry?: string;
  /** How secrets are changed without a gap. */
  readonly rotation?: string;
  /** What one should know: traps, limits. Plain sentences. */
  readonly notes?: readonly string[];
  /** Said at start when a source uses it: what is weak. */
  readonly warnings?: readonly string[];
  readonly evidence?: Evidence;
}

export type Template = string;

export type Templates = Template | readonly Template[];

/** Values of a source's options, defaults filled in. */
export type Options = Readonly<Record<string, unknown>>;

/** One option: what it is for, what it may be. */
export interface OptionRule {
  readonly about: string;
  readonly type: "string" | "strings" | "boolean";
  /** The only values it may have. */
  readonly values?: readonly string[];
  readonly default?: string | boolean | readonly string[];
  readonly required?: boolean;
}

/** What a provider's events are about, and how new they are: for handlers that take them in order. */
export interface Order {
  /** What the event is about, the first template that has a value: events with the same value share a lane. */
  readonly by: Templates;
  /** The thing's own version or time, which grows with each change; the first that has a value. */
  readonly version?: Templates;
}

/** The status of the acknowledgement, and whether it must have no body. */
export interface Ack {
  readonly status?: number;
  readonly empty?: boolean;
}

/** How sure we are. A part that nobody verified is `unverified`: a lead, not a fact. */
export interface Evidence {
  /** Where the signature's facts were read. */
  readonly signature: string;
  /** Where acknowledgement, timeout and retries were read. */
  readonly operations?: string;
  readonly greeting?: string;
  readonly sources?: readonly string[];
}

/**
 * A challenge by which a provider makes sure of an endpoint, and its answer.
 *
 * `{challenge}` in the answer is what was sent, held to `shape`; `{proof}` is computed from it. Both places are known
 * only here.
 */
export interface Greeting {
  /** What the provider calls it. */
  readonly name: string;
  readonly when: GreetingSign;
  /**
   * It comes with a right signature, and is answered only then. `if-sent`: a signature that is there must be right; one
   * that is missing is no harm, because the answer only gives back what was sent.
   */
  readonly signed?: boolean | "if-sent";
  /** The string to give back. */
  readonly challenge?: Template;
  /** A pattern that the whole challenge must match. Left out: 1 to 1,024 printable characters. */
  readonly shape?: string;
  /** A place that must equal one of the source's secrets, or of the option: Meta's `hub.verify_token`. */
  readonly token?: { readonly at: Template; readonly option?: string };
  /** An option that, where it is set, lists the only challenges that are answered. */
  readonly among?: string;
  /** Options without which it is not answered. */
  readonly needs?: readonly string[];
  readonly proof?: Proof;
  /** It hands over the secret: taken only while a person has opened enrolment, and never in place of another. */
  readonly enrols?: Template;
  /** An address that is called, once the challenge was found right; held to these hosts. */
  readonly visit?: { readonly at: Template; readonly hosts: readonly string[] };
  readonly answer: GreetingAnswer;
}

/** All that is named must hold. */
export interface GreetingSign {
  readonly method?: string;
  readonly query?: string;
  readonly header?: string;
  /** The header's value, where it matters. */
  readonly value?: string;
  /** Places of a JSON body and the value each must have; `*`: any. */
  readonly json?: Readonly<Record<string, string | number | "*">>;
  /** The body has no other fields at its top than these. */
  readonly only?: readonly string[];
  /** A field of a JSON body that must not be there. */
  readonly absent?: string;
  readonly emptyBody?: boolean;
}

/** A value computed from a challenge, where the provider asks for one. */
export interface Proof {
  readonly hash: "sha1" | "sha256";
  /** Keyed by the source's secret; left out: a plain digest of `over`. */
  readonly keyed?: boolean;
  /** How the secret becomes a key; left out: as for signatures. */
  readonly key?: KeyRule;
  /** The first that can be filled in. Left out: `{challenge}`. */
  readonly over?: Templates;
  readonly encoding: "hex" | "base64";
  readonly prefix?: string;
}

export interface GreetingAnswer {
  readonly status: number;
  /** The first that can be filled in. */
  readonly text?: Templates;
  readonly json?: Readonly<Record<string, Template | number>>;
  readonly headers?: Readonly<Record<string, Template>>;
}

/** Holds a literal to the shape, for editors. */
export const defineProvider = <const P extends Provider>(provider: P): P & Provider => provider;
