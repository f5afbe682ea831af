import type { Config } from "../config/config.ts";
import { resolveConfig } from "../config/resolve.ts";
import { HookinboxError } from "../errors.ts";
import type { ProviderEvents, ProvidersOf, TypedInbox } from "../events/typed.ts";
import { type Inbox, type InboxOptions, inboxOf } from "../inbox.ts";
import type { AttemptReport, Observer, Receipt } from "../observe.ts";
import { combineObservers } from "../observers.ts";
import { parsePayload } from "../payload.ts";
import { hasSample, type MadeSample, makeSample } from "../samples/make.ts";
import type { EventDetail } from "../stores/store.ts";
import { didYouMean } from "../suggest.ts";
import type { Duration, Head, Instant, Reply } from "../types.ts";
import { type DeliverRequest, refusal, toDelivery } from "./delivery.ts";
import { everySource, withSecrets } from "./test-sources.ts";
import { waitFor } from "./wait-for.ts";

export interface DeliverOptions extends DeliverRequest {
  /** How long its handlers are waited for, on the machine's own time. Default 5 s. */
  readonly timeout?: Duration;
}

/** A stored event with all that is known of it: `state`, `deliveries` with their `attempts`, and what was sent. */
export interface TestEvent extends EventDetail {
  readonly body: Uint8Array;
  /** The body, parsed as a handler gets it. */
  readonly payload: unknown;
}

export interface DeliveredEvent extends TestEvent {
  /** It had come before: nothing was started. */
  readonly duplicate: boolean;
  /** What the provider was answered. */
  readonly reply: Reply;
}

export interface TestInbox extends Inbox {
  /**
   * Sends an event as its provider would, signed, through the whole path, and waits until each of its handlers has run
   * once. Without a payload it is the sample of that type, where there is one (`hookinbox send --list`). The type and, where the payload has none, a key are written to where the provider has them. A handler that
   * throws leaves the event `pending` (a retry is due) or `dead`.
   *
   * Rejects with a `HookinboxError` where the request is refused (`SIGNATURE_MISMATCH`, `MALFORMED_BODY`, …), for an
   * unknown source (`UNKNOWN_SOURCE`), for what cannot be signed (`NOT_SIGNABLE`, `SECRET_MISSING`), and
   * `SAMPLE_MISMATCH` where the payload says another type.
   *
   * @example
   * const event = await inbox.deliver("stripe", "invoice.paid", { data: { object: { id: "in_1" } } });
   * event.state; // "done"
   */
  deliver(source: string, type: string, payload?: unknown, options?: DeliverOptions): Promise<DeliveredEvent>;
  /** Each attempt that has ended, in turn: what `assertHandled` and `toHaveHandled` look at. */
  readonly attempts: readonly AttemptReport[];
  /** An event as it stands now. */
  event(id: string): Promise<TestEvent | undefined>;
}

/** A `testInbox` that knows its sources, and the payloads of GitHub and Stripe, as `createInbox` does. */
export type TypedTestInbox<C extends Partial<Config>> =
  // The typed `on` first: overloads are tried in turn.
  TypedInbox<ProvidersOf<C extends { readonly sources: Config["sources"] } ? C : EveryProvider>> & TestInbox;

/** Without a config: a source of a provider's own name. */
interface EveryProvider {
  readonly sources: { readonly [Id in keyof ProviderEvents]: { readonly provider: Id } };
}

/** Retries and turned clocks are seen this soon, in ms: a store in memory does not mind. */
const POLL = 10;

/**
 * An inbox for tests: in memory, whatever store the config names, silent, with a made-up secret for each source that has
 * none. Without a config, nearly every provider is a source of its own name. The first `deliver` starts it.
 *
 * @example
 * const inbox = testInbox();
 * inbox.on("github", "issues.opened", (event) => greet(event.payload));
 * const event = await inbox.deliver("github", "issues.opened", { issue: { number: 1 } });
 * await inbox.stop();
 */
export function testInbox<const C extends Partial<Config> = EveryProvider>(
  config?: C,
  options?: InboxOptions,
): TypedTestInbox<C>;
export function testInbox(config: Partial<Config> = {}, options: InboxOptions = {}): TestInbox {
  const { sources, signs } = withSecrets(config.sources ?? everySource());
  const settings = resolveConfig(
    { log: { level: "silent" }, ...config, sources, store: "memory:", work: { poll: POLL, ...config.work } },
    { env: {} },
  );
  const clock = options.clock ?? Date.now;
  const receipts = new WeakMap<Head, Receipt>();
  const attempts: AttemptReport[] = [];
  const noting: Observer = {
    received: (receipt) => void receipts.set(receipt.head, receipt),
    attempted: (report) => void attempts.push(report),
  };
  const observer = options.observer ? combineObservers(noting, options.observer) : noting;
  const inbox = inboxOf(settings, { ...options, clock, observer });
  let started: Promise<void> | undefined;
  const start: Inbox["start"] = (how) => (started ??= inbox.start(how));

  async function event(id: string): Promise<TestEvent | undefined> {
    const found = await inbox.archive.get(id);
    if (!found) return undefined;
    const body = (await inbox.archive.body(id)) ?? new Uint8Array(0);
    const at = found.headers.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === "content-type");
    const jsonField = settings.sources.get(found.source)?.provider.jsonField;
    const read = parsePayload(body, at < 0 ? undefined : found.headers[at + 1], jsonField);
    return { ...found, body, payload: "value" in read ? read.value : undefined };
  }

  async function handled(id: string, timeout: Duration | undefined): Promise<TestEvent> {
    return waitFor(
      async () => {
        const found = await event(id);
        const open = found?.deliveries.find(({ state, attempts }) => state === "running" || isUntried(state, attempts));
        if (open) throw new Error(`deliver: ${open.destination} has not ended in time; it is ${open.state}`);
        return found;
      },
      { timeout, every: 1 },
    );
  }

  async function deliver(name: string, type: string, payload: unknown, { timeout, ...how }: DeliverOptions = {}) {
    await start();
    const source = settings.sources.get(name);
    const verifier = inbox.verifier(name);
    if (!source || !verifier)
      throw new HookinboxError(
        "UNKNOWN_SOURCE",
        `no source is called ${name}.${didYouMean(name, settings.sources.keys())}`,
        {
          advice: "Name it in testInbox({ sources }): not every provider can be set up without options or keys.",
        },
      );
    const secret = how.secret ?? signs.get(name) ?? source.secrets;
    const sample = payload === undefined ? sampleFor(source.provider.id, type, clock()) : { payload, headers: {} };
    const request = toDelivery(
      { source, verifier, type, payload: sample.payload, publicUrl: settings.publicUrl, clock },
      { ...how, headers: { ...sample.headers, ...how.headers }, secret },
    );
    const reply = await inbox.receive(request);
    const { id, outcome, code, message } = receipts.get(request) ?? {};
    if (id === undefined) throw refusal(code, message, reply);
    return { ...(await handled(id, timeout)), duplicate: outcome === "duplicate", reply };
  }

  const on: Inbox["on"] = (...registration) => {
    inbox.on(...registration);
    return test;
  };
  // Not a copy: an inbox has getters that ask its store, which is not open yet.
  const test: TestInbox = Object.create(
    inbox,
    Object.getOwnPropertyDescriptors({ on, start, deliver, event, attempts }),
  );
  return test;
}

const sampleFor = (provider: string, type: string, now: Instant): MadeSample =>
  hasSample(provider, type) ? makeSample(provider, type, { now }) : { payload: undefined, headers: {} };

const isUntried = (state: string, attempts: readonly unknown[]): boolean =>
  state === "pending" && attempts.length === 0;
