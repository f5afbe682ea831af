export interface Here {
  /** What the listener was told to bind. */
  readonly bindHost: string;
  /** The address that this connection came in at. */
  readonly address: string;
  readonly port: number;
  /** Names beside these, from `admin.hosts`, with or without a port. */
  readonly hosts: readonly string[];
}

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Whether a Host header is a name of this listener, port included. It stops DNS rebinding: a page of another site whose
 * name was pointed at this machine still sends that name.
 */
export function hostAllowed(host: string | undefined, here: Here): boolean {
  if (host === undefined) return false;
  const said = host.toLowerCase();
  const own = [...LOOPBACK, inUrl(here.bindHost), inUrl(here.address)];
  if (own.some((name) => said === `${name}:${here.port}` || (here.port === 80 && said === name))) return true;
  return here.hosts.some((name) => said === name.toLowerCase() || said === `${name.toLowerCase()}:${here.port}`);
}

/** `::1` → `[::1]`, `::ffff:10.0.0.1` → `10.0.0.1` */
function inUrl(address: string): string {
  const plain = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, "");
  return plain.includes(":") && !plain.startsWith("[") ? `[${plain}]` : plain;
}

/**
 * Whether a request comes from a page of this very listener, or from no page at all. A browser says who asks: `Origin`
 * with every request that could change something, `Sec-Fetch-Site` with all. A link to an open page may come from anywhere.
 */
export function originAllowed(headers: Headers, host: string, open: boolean): boolean {
  const origin = headers.get("origin");
  if (origin !== null && hostOf(origin) !== host.toLowerCase()) return false;
  const site = headers.get("sec-fetch-site");
  return open || site === null || site === "same-origin" || site === "none";
}

/** The scheme is left out: a proxy in front may speak TLS where this listener does not. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
