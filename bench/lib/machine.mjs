import { mkdirSync, statfsSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { results } from "./paths.mjs";

const TMPFS = 0x01021994;

/** One line about where this ran, and a warning where a flush to disk would cost nothing. */
export function machine() {
  const line = `node ${process.versions.node}, ${availableParallelism()} cores (${cpus()[0]?.model ?? "unknown"})`;
  mkdirSync(results, { recursive: true });
  const memory = statfsSync(results).type === TMPFS;
  return memory
    ? `${line}\nWARNING: ${results} is memory, not a disk: durable contestants look faster than they are`
    : line;
}
