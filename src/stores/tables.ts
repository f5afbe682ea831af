import { HookinboxError } from "../errors.ts";

/** Tables that a newer hookinbox made are left as they are: what stands in them may mean something else by now. */
export function refuseNewer(where: string, version: number, known: number): void {
  if (version > known)
    throw new HookinboxError(
      "STORE_NEWER",
      `${where} has tables of version ${version}; this hookinbox knows up to ${known}`,
    );
}

/** Who only looks changes no tables, so they have to be those of today. */
export function refuseOther(where: string, version: number, known: number): void {
  refuseNewer(where, version, known);
  if (version < known)
    throw new HookinboxError("STORE_OLDER", `${where} has tables of version ${version}; this hookinbox has ${known}`);
}
