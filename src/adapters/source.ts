import type { Inbox } from "../inbox.ts";

/**
 * The source of a request that came through a framework: what the app says, else the source that receives at this path,
 * else the path's last segment. `/webhooks/github?x=1` → `github`
 */
export function sourceOf(inbox: Inbox, url: string, said: string | undefined): string | undefined {
  if (said !== undefined && said !== "") return said;
  const query = url.indexOf("?");
  const path = query < 0 ? url : url.slice(0, query);
  return inbox.sourceAt(path) ?? lastSegment(path);
}

function lastSegment(path: string): string | undefined {
  const segment = /([^/]+)\/*$/.exec(path)?.[1];
  if (segment === undefined) return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
