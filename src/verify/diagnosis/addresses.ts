import type { Reading } from "../reading.ts";

/** Addresses that the provider may have called, where proxies stand between: scheme, host, port, path, query. */
export function addressVariants(reading: Reading): string[] {
  const { url } = reading;
  if (!URL.canParse(url)) return [];
  const hosts = [
    reading.header("x-forwarded-host"),
    reading.header("x-original-host"),
    reading.header("host"),
    new URL(url).host,
  ];
  const found = new Set<string>();
  for (const host of hosts) {
    if (host === undefined || !/^[\w.-]+(?::\d+)?$/.test(host)) continue;
    for (const scheme of ["https", "http"]) {
      for (const name of [host, host.replace(/:\d+$/, "")]) {
        for (const path of pathVariants(reading.path)) found.add(`${scheme}://${name}${path}`);
      }
    }
  }
  found.delete(url);
  return [...found].slice(0, 48);
}

function pathVariants(path: string): string[] {
  const [pathname = "/", query] = path.split("?", 2);
  const slashed = pathname.endsWith("/") ? pathname.slice(0, -1) : `${pathname}/`;
  const withQuery = (name: string): string => (query === undefined ? name : `${name}?${query}`);
  return [path, pathname, withQuery(slashed)];
}

/** What differs between two addresses, for people. */
export function addressDifference(called: string, checked: string): string {
  const [a, b] = [new URL(called), new URL(checked)];
  const parts = [
    a.protocol !== b.protocol && "scheme",
    a.hostname !== b.hostname && "host",
    a.port !== b.port && "port",
    a.pathname !== b.pathname && "path",
    a.search !== b.search && "query",
  ].filter(Boolean);
  return parts.join(" and ");
}
