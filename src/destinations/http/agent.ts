import { lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import type { Agent } from "undici";
import { AddressRefused, checkedLookup, isPublicAddress } from "./addresses.ts";

export interface AgentOptions {
  readonly allowPrivate: boolean;
  readonly connections: number;
  /** The system's unless given. */
  readonly lookup?: LookupFunction;
}

/** Time for a connection with its TLS handshake, in ms. */
const CONNECT_TIMEOUT = 10_000;
/** How long an answer's body may pause, in ms. */
const BODY_TIMEOUT = 10_000;

/**
 * Connections that are kept alive, each made only to an address that was looked at. Follows no redirect and knows no
 * proxy. undici is loaded by the first: whoever has no HTTP destination does not pay for it.
 */
export async function createAgent({ allowPrivate, connections, lookup }: AgentOptions): Promise<Agent> {
  const { Agent, buildConnector } = await import("undici");
  const open = lookup ?? (systemLookup as LookupFunction);
  const connect = buildConnector({
    timeout: CONNECT_TIMEOUT,
    lookup: allowPrivate ? open : checkedLookup(open),
  } as Parameters<typeof buildConnector>[0]);
  return new Agent({
    connections,
    bodyTimeout: BODY_TIMEOUT,
    // The attempt's own time ends it.
    headersTimeout: 0,
    connect: (options, callback) => {
      // An address that is written out is never looked up.
      const host = options.hostname.replace(/^\[|\]$/g, "");
      if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) callback(new AddressRefused(host, host), null);
      else connect(options, callback);
    },
  });
}
