import { header } from "../headers.ts";
import { type Payload, parsePayload } from "../payload.ts";
import type { Options } from "../providers/provider.ts";
import type { Inbound } from "../types.ts";

/** What templates of one source know beside the request. */
export interface Surroundings {
  readonly options: Options;
  /** `https://inbox.example.com`: what the provider calls, where that differs from what arrives. */
  readonly publicUrl?: string;
  /** What stands before the colon in the first secret. */
  readonly secretName?: string;
}

/** One request while it is read: what schemes and templates find in it, each thing worked out once. */
export class Reading {
  readonly inbound: Inbound;
  readonly around: Surroundings;
  /** Fields of the signature header. */
  fields: ReadonlyMap<string, string> | undefined;
  /** The signed time as it was written. */
  timestamp: string | undefined;
  /** The key, while a digest is fed. */
  secret: Uint8Array | undefined;
  challenge: string | undefined;
  proof: string | undefined;
  private parsed: Payload | undefined;
  private address: URL | null | undefined;

  constructor(inbound: Inbound, around: Surroundings, payload?: Payload) {
    this.inbound = inbound;
    this.around = around;
    this.parsed = payload;
  }

  header(lowerName: string): string | undefined {
    return header(this.inbound.headers, lowerName);
  }

  get payload(): Payload {
    return (this.parsed ??= parsePayload(this.inbound.body, this.header("content-type")));
  }

  /** The URL that the provider called, as text: what stands in `publicUrl`, else in the request, goes before the path. */
  get url(): string {
    return calledUrl(this.inbound.url, this.around, this.header("host"));
  }

  /** Path and query, as received. */
  get path(): string {
    return pathOf(this.inbound.url);
  }

  query(name: string): string | undefined {
    this.address ??= URL.canParse(this.path, "http://host") ? new URL(this.path, "http://host") : null;
    return this.address?.searchParams.get(name) ?? undefined;
  }
}

const ABSOLUTE = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

const pathOf = (url: string): string => url.replace(ABSOLUTE, "") || "/";

function calledUrl(url: string, around: Surroundings, host: string | undefined): string {
  const exact = around.options.url;
  if (typeof exact === "string") return exact;
  if (around.publicUrl !== undefined) return around.publicUrl.replace(/\/+$/, "") + pathOf(url);
  return ABSOLUTE.test(url) ? url : `https://${host ?? "localhost"}${url}`;
}
