import { isIP } from "node:net";

/**
 * The address of who asks. Each proxy adds whom it heard from at the right of `X-Forwarded-For`, so with this many of ours in
 * front the one that the outermost heard from stands that far from the right; what is left of it is the sender's own word, and
 * never looked at. Without such an entry it is the connection's.
 *
 * @example clientAddress("1.1.1.1, 7.7.7.7", "10.0.0.1", 1) // "7.7.7.7"
 */
export function clientAddress(forwarded: string | undefined, connection: string, proxies: number): string {
  if (proxies === 0 || forwarded === undefined) return connection;
  return plainAddress(forwarded.split(",").at(-proxies)) ?? connection;
}

/** `[2001:db8::7]:4711` → `2001:db8::7`, `7.7.7.7:4711` → `7.7.7.7`: some proxies write the port. */
function plainAddress(entry = ""): string | undefined {
  const [, inBrackets, beforePort] = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/.exec(entry.trim()) ?? [];
  const address = (inBrackets ?? beforePort ?? entry.trim()).toLowerCase().replace(/^::ffff:(?=\d+\.)/, "");
  return isIP(address) === 0 ? undefined : address;
}
