import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * Whether an address is in the public internet. By what ipaddr.js calls `unicast`, which leaves out private, loopback,
 * link-local and carrier's ranges and the IPv6 forms that wrap an IPv4 address (mapped, NAT64, 6to4, Teredo); and of IPv6 only
 * 2000::/3, as `::127.0.0.1` is `unicast` to it.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  const ip = ipaddr.parse(address);
  if (ip.range() !== "unicast") return false;
  return ip.kind() === "ipv4" || ((ip.toByteArray()[0] as number) & 0xe0) === 0x20;
}

/** A name led to an address where no event may go. No connection was made. */
export class AddressRefused extends Error {
  override readonly name = "AddressRefused";

  constructor(host: string, address: string) {
    const resolved = host === address ? host : `${host} resolves to ${address}, which`;
    super(`${resolved} is not a public address; set allowPrivate: true on the destination if it is meant`);
  }
}

/**
 * A lookup that fails where any address of a name is not public. What it gives is what is connected to, so a name that
 * changes between check and connection (DNS rebinding) gains nothing.
 */
export const checkedLookup =
  (lookup: LookupFunction): LookupFunction =>
  (host, options, callback) =>
    lookup(host, options, (error, found, family) => {
      if (error) return callback(error, found, family);
      const addresses = typeof found === "string" ? [found] : found.map(({ address }) => address);
      const refused = addresses.find((address) => !isPublicAddress(address));
      if (refused !== undefined || addresses.length === 0)
        return callback(new AddressRefused(host, refused ?? "nothing"), "", 4);
      callback(null, found, family);
    });
