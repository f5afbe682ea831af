import { HookinboxError } from "../errors.ts";

/** What a fetched key comes in. */
export interface FetchedKey {
  readonly status: number;
  readonly body: string;
}

/** Gets a key over the network; given in tests and where a proxy is needed. Rejects when it cannot. */
export type KeyFetcher = (request: KeyRequest) => Promise<FetchedKey>;

export interface KeyRequest {
  /** Always https, and always on a host that the definition names. */
  readonly url: string;
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Largest answer that is read. Google's key set has 2 KB, an X.509 certificate 2 KB. */
const MAX_BYTES = 262_144;
/** The provider waits for our answer meanwhile, some only 3 s. */
const TIMEOUT = 2_500;

/** The default: HTTPS, no redirect, bounded in time and size. */
export const fetchKey: KeyFetcher = async ({ url, method = "GET", headers, body }) => {
  const response = await fetch(url, { method, headers, body, redirect: "error", signal: AbortSignal.timeout(TIMEOUT) });
  return { status: response.status, body: await readBounded(response) };
};

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > MAX_BYTES) throw new HookinboxError("KEY_UNAVAILABLE", `The answer is larger than ${MAX_BYTES} bytes`);
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** How long a key is kept. A failure is remembered too, so that a flood of bad requests fetches nothing. */
const KEEP = 3_600_000;
const KEEP_FAILURE = 10_000;
/** A key set that lacks the wanted key is fetched again, at most this often: rotation is seen, guessing costs nothing. */
const REFRESH = 30_000;
const MAX_KEPT = 32;
/** Fetches a minute and source: a sender can name many certificates on the right host. */
const MAX_PER_MINUTE = 20;

interface Kept<T> {
  readonly value: Promise<T | undefined>;
  readonly at: number;
  failed: boolean;
}

/** Keys by their address: fetched once for all who wait, bounded in number, age and rate. */
export class KeyCache<T> {
  private readonly kept = new Map<string, Kept<T>>();
  private readonly clock: () => number;
  private minute = 0;
  private fetches = 0;

  constructor(clock: () => number = Date.now) {
    this.clock = clock;
  }

  /** The key at this address, fetched where it is not kept; `undefined` when it cannot be had. Never rejects. */
  get(address: string, load: () => Promise<T>, refresh = false): Promise<T | undefined> {
    const now = this.clock();
    const kept = this.kept.get(address);
    if (kept) {
      const age = now - kept.at;
      if (age < (kept.failed ? KEEP_FAILURE : refresh ? REFRESH : KEEP)) return kept.value;
    }
    if (!this.mayFetch(now)) return kept && !kept.failed ? kept.value : Promise.resolve(undefined);
    return this.load(address, load, now);
  }

  private load(address: string, load: () => Promise<T>, at: number): Promise<T | undefined> {
    const kept: Kept<T> = {
      at,
      failed: false,
      value: load().catch(() => {
        kept.failed = true;
        return undefined;
      }),
    };
    this.kept.delete(address);
    this.kept.set(address, kept);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= MAX_KEPT) break;
      this.kept.delete(oldest);
    }
    return kept.value;
  }

  private mayFetch(now: number): boolean {
    const minute = Math.floor(now / 60_000);
    if (minute !== this.minute) {
      this.minute = minute;
      this.fetches = 0;
    }
    return ++this.fetches <= MAX_PER_MINUTE;
  }
}

/** An address that a definition may fetch from: https, a host that it names, no credentials, no other port. */
export function pinned(address: string, hosts: readonly string[], path?: string): URL | undefined {
  if (address.length > 2048 || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  const right =
    url.protocol === "https:" &&
    url.port === "" &&
    url.username === "" &&
    url.password === "" &&
    hosts.some((host) => new RegExp(`^(?:${host})$`).test(url.hostname)) &&
    (path === undefined || new RegExp(`^(?:${path})$`).test(url.pathname));
  return right ? url : undefined;
}
