import type { KeyChoice } from "../config/settings.ts";
import { HookinboxError } from "../errors.ts";
import { FormError } from "../form.ts";
import { header } from "../headers.ts";
import { type Payload, parsePayload } from "../payload.ts";
import type { Options, Provider } from "../providers/provider.ts";
import type { Signature } from "../providers/signature.ts";
import type { HeaderBag, Inbound } from "../types.ts";
import { missing } from "./carrier.ts";
import type { Explain } from "./diagnosis/explain.ts";
import type { Case } from "./diagnosis/trial.ts";
import { type Refusal, refuse } from "./failures.ts";
import { compileEnrolment, compileGreeters } from "./greet.ts";
import { compileIdentity } from "./identify.ts";
import { fetchKey, type KeyFetcher } from "./key-fetch.ts";
import { checkOptions } from "./options.ts";
import { Reading, type Surroundings } from "./reading.ts";
import type { Finding, Scheme, Setting } from "./scheme.ts";
import { makeScheme } from "./schemes/make.ts";
import { checkSecrets } from "./secrets.ts";
import { coversAddress } from "./signatures.ts";
import type { Verifier } from "./verifier.ts";

/** What a source adds to its provider's definition. */
export interface VerifierSettings {
  /** The ring: any of them may have signed. */
  readonly secrets: readonly string[];
  readonly options?: Readonly<Record<string, unknown>>;
  /** In ms, both ways; `0`: the same second; `false`: off; left out: the provider's own. */
  readonly tolerance?: number | false;
  readonly publicUrl?: string;
  readonly key?: KeyChoice;
  /** Gets keys that a provider publishes; left out: over HTTPS, bounded. Given in tests. */
  readonly fetchKey?: KeyFetcher;
  /** Secrets of other sources of the same provider, by the source's name: a mix-up can then be named. */
  readonly otherSecrets?: Readonly<Record<string, readonly string[]>>;
  /** Refusals a second whose cause is looked for; left out: 10. */
  readonly diagnoses?: number;
  /** Enrolment is open: the handshake of a provider that hands over the secret is read (`enrol`). */
  readonly enrols?: boolean;
  /** `false`: an address that a challenge names is not called (AWS SNS: the subscription is not confirmed). */
  readonly visits?: boolean;
}

/** What looks for the cause of a refusal. */
export type MakeExplain = (source: Case, most?: number) => Explain;

const unexplained: Explain = (refusal) => refusal;

/** `createVerifier` for a definition that was checked; looks for no cause unless it is told how. */
export function prepareVerifier(
  provider: Provider,
  settings: VerifierSettings,
  makeExplain: MakeExplain = () => unexplained,
): Verifier {
  const options = checkOptions(provider, settings.options ?? {});
  const around = surroundingsOf(options, settings);
  const signature = signatureOf(provider, options);
  const warnings = [...(provider.warnings ?? [])];
  const warn = (warning: string) => void (warnings.includes(warning) || warnings.push(warning));
  const secrets = checkSecrets(provider, signature, settings, warn);
  const tolerance = checkTolerance(settings.tolerance);
  const fetcher = settings.fetchKey ?? fetchKey;
  const setting: Setting = { secrets, tolerance, around, warn, make: makeScheme, fetchKey: fetcher };
  const scheme = makeScheme(signature, setting);
  if (coversAddress(signature) && around.publicUrl === undefined && options.url === undefined) warn(ADDRESS);
  const identity = compileIdentity(provider, options, settings.key);
  const keyRule = signature.scheme === "hmac" ? signature.key : undefined;
  const visit = settings.visits === false ? undefined : visitor(setting.fetchKey);
  const greeting = { secrets, carriers: scheme.carriers, keyRule, options, visit };
  const greeters = compileGreeters(provider, greeting);
  const readEnrolment = settings.enrols ? compileEnrolment(provider, greeting) : undefined;
  const place = scheme.carriers.join(" or ");
  const { otherSecrets = {} } = settings;
  const explain = makeExplain({ provider: provider.id, signature, setting, otherSecrets }, settings.diagnoses);
  const readsAll = greeters.unsigned !== undefined || readEnrolment !== undefined;

  return {
    warnings,
    methods: methodsOf(provider),
    contentTypes: provider.contentTypes,
    ack: provider.ack?.status ?? 200,
    emptyAck: provider.ack?.empty ?? false,
    rejectStatus: provider.rejectStatus,
    credentials: scheme.credentials,
    signatures: scheme.signatures ?? [],
    refuseUnread: (headers) => (readsAll ? undefined : refuseUnread(scheme, place, headers, explain)),
    greetUnsigned: (inbound) => greeters.unsigned?.(new Reading(inbound, around)),
    verify: (inbound) => check(scheme, new Reading(inbound, around), explain),
    parse: ({ body, headers }) => parsePayload(body, header(headers, "content-type"), provider.jsonField),
    greetsSigned: greeters.signed !== undefined,
    greetSigned: (inbound, payload) => greeters.signed?.(new Reading(inbound, around, payload)),
    enrol: readEnrolment && ((inbound) => readEnrolment(new Reading(inbound, around))),
    identify: (inbound, payload) => identify(identity, inbound, payload, around),
  };
}

const ADDRESS =
  "The signature covers the address that was called, and it is read from the request itself. Set `publicUrl`, or the option `url`.";

const EMPTY = new Uint8Array();

/** The signature that these options ask for. */
export const signatureOf = (provider: Provider, options: Readonly<Record<string, unknown>>): Signature =>
  typeof provider.signature === "function" ? provider.signature(options) : provider.signature;

function surroundingsOf(options: Options, { publicUrl, secrets }: VerifierSettings): Surroundings {
  const [first] = secrets;
  const secretName = typeof first === "string" ? /^([^:]+):./.exec(first)?.[1] : undefined;
  return { options, publicUrl: checkPublicUrl(publicUrl), secretName };
}

/** Calls an address and forgets it: whether the provider took it is seen by what it sends next. */
const visitor =
  (fetcher: KeyFetcher) =>
  (url: string): void =>
    void fetcher({ url }).catch(() => undefined);

function refuseUnread(scheme: Scheme, place: string, headers: HeaderBag, explain: Explain): Refusal | undefined {
  if (scheme.carriers.length === 0) return undefined;
  for (const name of scheme.carriers) {
    if (header(headers, name)) return undefined;
  }
  return explain(missing(place), { method: "POST", url: "/", headers, body: EMPTY, receivedAt: 0 });
}

function check(scheme: Scheme, reading: Reading, explain: Explain): Finding | Promise<Finding> {
  try {
    const finding = scheme.check(reading);
    if (!(finding instanceof Promise)) return finding.ok ? finding : explain(finding, reading.inbound);
    return finding.then((found) => (found.ok ? found : explain(found, reading.inbound))).catch(fault);
  } catch (error) {
    return fault(error);
  }
}

/** Fails closed: whatever goes wrong while checking is a refusal. */
const fault = (error: unknown): Refusal =>
  error instanceof FormError
    ? refuse("SIGNATURE_MALFORMED", `The form, which is signed, ${error.message}`)
    : refuse("VERIFY_FAILED", `The check itself failed: ${error instanceof Error ? error.name : "unknown error"}`);

function identify(
  identity: ReturnType<typeof compileIdentity>,
  inbound: Inbound,
  payload: Payload,
  around: Surroundings,
): { key: string | null; type: string } {
  try {
    return identity(new Reading(inbound, around, payload));
  } catch {
    return { key: null, type: "unknown" };
  }
}

/** Methods that a source of this provider takes. */
export function methodsOf(provider: Provider): string[] {
  const greetings = (provider.greetings ?? []).map(({ when }) => when.method ?? "POST");
  return [...new Set(["POST", ...(provider.methods ?? []), ...greetings])];
}

function checkTolerance(tolerance: unknown): number | false | undefined {
  if (tolerance === undefined || tolerance === false) return tolerance;
  if (typeof tolerance === "number" && tolerance >= 0) return tolerance;
  throw new HookinboxError("PROVIDER_OPTION", "`tolerance` must be a number of milliseconds, 0 or more, or false");
}

function checkPublicUrl(url: string | undefined): string | undefined {
  if (url === undefined || /^https?:\/\/[^/?#]/i.test(url)) return url;
  throw new HookinboxError("PROVIDER_OPTION", "`publicUrl` must begin with https:// or http:// and a host");
}
