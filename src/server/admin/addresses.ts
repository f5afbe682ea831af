import type { SourceSettings } from "../../config/settings.ts";

/** Where the world reaches this server: `publicUrl`, else the ingest listener's own address, once it is bound. */
export interface Addresses {
  of(source: Pick<SourceSettings, "name" | "path">): string;
  at(path: string): string;
}

export function createAddresses(publicUrl: string | undefined, ingest: () => string): Addresses {
  const at = (path: string) => `${publicUrl ?? ingest()}${path}`;
  return { at, of: ({ name, path }) => at(path ?? `/in/${name}`) };
}
