import { readFileSync } from "node:fs";
import { HookinboxError } from "../errors.ts";
import { say } from "./output.ts";

/** Larger than any body that a source takes, small enough for any machine. */
const MOST = 256 * 1024 * 1024;

/** What a file holds; `-`: stdin. Throws `WRONG_USAGE`, which says what was to be read. */
export async function readInput(file: string, what: string): Promise<Buffer> {
  return file === "-" ? await readStdin(what) : readFile(file, what);
}

export function readFile(file: string, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === "ENOENT" ? "it is not there" : String(cause);
    throw new HookinboxError("WRONG_USAGE", `${what} cannot be read from ${file}: ${reason}.`, {
      cause,
      advice: "Name a file; - stands for stdin.",
    });
  }
}

export async function readStdin(what: string): Promise<Buffer> {
  if (process.stdin.isTTY) say(`Reading ${what} from stdin; Ctrl-D ends it.`);
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of process.stdin as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MOST) throw new HookinboxError("WRONG_USAGE", `${what} on stdin is larger than 256 MB.`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
