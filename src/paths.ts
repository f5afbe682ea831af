import type { Settings } from "./config/settings.ts";

export interface Paths {
  /** The source that receives at a path or URL. */
  at(url: string): string | undefined;
}

/** Which source receives where. A path's trailing slash does not matter. */
export function pathsOf({ sources }: Settings): Paths {
  const byPath = new Map<string, string>();
  for (const { name, path } of sources.values()) {
    byPath.set(`/in/${name}`, name);
    if (path !== undefined) byPath.set(path, name);
  }
  return {
    at(url) {
      const known = byPath.get(url);
      if (known !== undefined) return known;
      const path = URL.canParse(url) ? new URL(url).pathname : url;
      const end = path.search(/[?#]/);
      const bare = end === -1 ? path : path.slice(0, end);
      return byPath.get(bare.length > 1 && bare.endsWith("/") ? bare.slice(0, -1) : bare);
    },
  };
}
