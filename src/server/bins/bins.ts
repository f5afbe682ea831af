import { randomBytes, randomUUID } from "node:crypto";
import { HookinboxError } from "../../errors.ts";
import { header } from "../../headers.ts";
import { findProvider } from "../../providers/find.ts";
import type { Provider } from "../../providers/provider.ts";
import type { IncomingRequest } from "../../receive.ts";
import type { HeaderBag, Instant, Reply } from "../../types.ts";
import { verify } from "../../verify/verify.ts";
import { recognise } from "./recognise.ts";

/**
 * Bins: addresses below `/bin/` of the ingest listener that take anything, for looking at what a sender sends. They live in
 * the memory of this process, are bounded, and expire: nothing in them is worth a place on disk.
 */
export const MOST_BINS = 20;
/** Requests that a bin keeps, and bytes of their bodies; the oldest make room. */
const MOST_REQUESTS = 200;
const MOST_BYTES = 16 * 1024 * 1024;
export const MOST_BODY = 1024 * 1024;
/** A bin is deleted this long after its last request, in ms. */
const LASTS = 86_400_000;
/** Answers of one bin that wait at once; more are given without delay. */
const MOST_WAITING = 20;

export interface BinAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** ms */
  readonly delay: number;
}

export interface BinSettings {
  readonly answer?: Partial<BinAnswer>;
  readonly provider?: string;
  readonly secret?: string;
}

export interface BinRequest {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderBag;
  readonly body: Uint8Array;
  readonly receivedAt: Instant;
  readonly provider: Provider | undefined;
  readonly verdict: { readonly ok: boolean; readonly code: string | null; readonly message: string } | null;
}

export interface Bin {
  readonly id: string;
  readonly createdAt: Instant;
  expiresAt: Instant;
  answer: BinAnswer;
  provider: Provider | undefined;
  secret: string | undefined;
  /** Oldest first. */
  requests: BinRequest[];
  waiting: number;
}

const PLAIN: BinAnswer = { status: 200, headers: {}, body: "", delay: 0 };
/** Said by the server itself, or able to reach further than the bin: a cookie goes to every port of the host. */
const NOT_ANSWERED =
  /^(set-cookie|content-length|transfer-encoding|connection|keep-alive|upgrade|trailer|clear-site-data|strict-transport-security|service-worker-allowed)$/i;

export interface Bins {
  create(settings: BinSettings): Bin;
  change(id: string, settings: BinSettings): Bin | undefined;
  get(id: string): Bin | undefined;
  list(): Bin[];
  remove(id: string): Bin | undefined;
  /** The one at a URL's path. */
  at(url: string): Bin | undefined;
  /** The answer to a request at a bin's address; `undefined`: no bin is there. */
  receive(request: IncomingRequest): Promise<Reply | undefined>;
  onRequest(listener: (bin: Bin, request: BinRequest) => void): void;
}

/** `address`: what the world calls a path of this server, for providers that sign it. */
export function createBins(address: (path: string) => string, clock: () => number = Date.now): Bins {
  const bins = new Map<string, Bin>();
  const listeners: ((bin: Bin, request: BinRequest) => void)[] = [];

  function expire(): void {
    for (const bin of bins.values()) if (bin.expiresAt <= clock()) bins.delete(bin.id);
  }

  function get(id: string): Bin | undefined {
    expire();
    return bins.get(id);
  }

  function at(url: string): Bin | undefined {
    const id = /^\/bin\/([0-9a-f]{20})(?:[/?]|$)/.exec(url)?.[1];
    return id === undefined ? undefined : get(id);
  }

  function apply(bin: Bin, { answer, provider, secret }: BinSettings): Bin {
    // First what may be refused: a change is made whole, or not at all.
    const expected = provider ? findProvider(provider) : undefined;
    if (answer) {
      const kept = Object.entries(answer.headers ?? {}).filter(([name]) => !NOT_ANSWERED.test(name));
      bin.answer = { ...PLAIN, ...answer, headers: Object.fromEntries(kept) };
    }
    if (provider !== undefined) bin.provider = expected;
    if (secret !== undefined) bin.secret = secret === "" ? undefined : secret;
    return bin;
  }

  async function take(bin: Bin, request: IncomingRequest): Promise<Reply> {
    const body = await request.read(MOST_BODY);
    const { method, url, receivedAt } = request;
    const headers = withoutSession(request.headers);
    const provider = bin.provider ?? recognise(headers);
    const verdict = await judge(bin, provider, { method, url: address(url), headers, body, receivedAt });
    const taken = { id: `req_${randomUUID()}`, method, url, headers, body, receivedAt, provider, verdict };
    bin.requests.push(taken);
    bin.expiresAt = clock() + LASTS;
    makeRoom(bin);
    for (const listener of listeners) listener(bin, taken);
    return await answerOf(bin);
  }

  return {
    create(settings) {
      expire();
      if (bins.size >= MOST_BINS) throw new HookinboxError("TOO_MANY_BINS", `there are ${MOST_BINS} bins`);
      const id = randomBytes(10).toString("hex");
      const now = clock();
      const bin: Bin = {
        id,
        createdAt: now,
        expiresAt: now + LASTS,
        answer: PLAIN,
        provider: undefined,
        secret: undefined,
        requests: [],
        waiting: 0,
      };
      apply(bin, settings);
      bins.set(id, bin);
      return bin;
    },
    change(id, settings) {
      const bin = get(id);
      return bin && apply(bin, settings);
    },
    get,
    list() {
      expire();
      return [...bins.values()].reverse();
    },
    remove(id) {
      const bin = get(id);
      bins.delete(id);
      return bin;
    },
    at,
    async receive(request) {
      const bin = at(request.url);
      return bin && (await take(bin, request));
    },
    onRequest: (listener) => void listeners.push(listener),
  };
}

function makeRoom(bin: Bin): void {
  let bytes = bin.requests.reduce((all, { body }) => all + body.length, 0);
  while (bin.requests.length > MOST_REQUESTS || (bytes > MOST_BYTES && bin.requests.length > 1))
    bytes -= bin.requests.shift()!.body.length;
}

async function judge(
  { secret }: Bin,
  provider: Provider | undefined,
  {
    receivedAt,
    ...request
  }: { method: string; url: string; headers: HeaderBag; body: Uint8Array; receivedAt: Instant },
): Promise<BinRequest["verdict"]> {
  if (secret === undefined || !provider) return null;
  const verdict = await verify(provider, request, { secret, now: receivedAt, publicUrl: new URL(request.url).origin });
  if (verdict.ok) return { ok: true, code: null, message: "The signature is right." };
  const advice = verdict.advice ? `. ${verdict.advice}` : "";
  return { ok: false, code: verdict.code, message: `${verdict.message}${advice}`.replaceAll(secret, "[secret]") };
}

/** What is not said otherwise can be neither shown as a page nor run. */
async function answerOf(bin: Bin): Promise<Reply> {
  const { status, headers, body, delay } = bin.answer;
  if (delay > 0 && bin.waiting < MOST_WAITING) {
    bin.waiting += 1;
    await new Promise((resolve) => setTimeout(resolve, delay));
    bin.waiting -= 1;
  }
  const told = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const plain = { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" };
  const missing = Object.entries(plain).filter(([name]) => !told.has(name));
  const bare = status === 204 || status === 304;
  return { status, headers: { ...Object.fromEntries(missing), ...headers }, body: bare ? "" : body };
}

/** A browser that is logged in at the admin port sends its cookie to every port of the host. */
function withoutSession(headers: HeaderBag): HeaderBag {
  if (!header(headers, "cookie")?.includes("hookinbox_session")) return headers;
  return headers.map((text, i) =>
    i % 2 === 1 && headers[i - 1]?.toLowerCase() === "cookie"
      ? text.replace(/hookinbox_session=[^;]*/g, "hookinbox_session=[redacted]")
      : text,
  );
}
