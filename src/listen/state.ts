import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { HookinboxError } from "../errors.ts";
import type { Instant } from "../types.ts";

/** How far a listener is: kept in a file of the user's, so that it goes on there after sleep, network loss or restart. */
export interface ListenState {
  /** To go on from; `undefined`: it has not listened before. */
  readonly cursor: string | undefined;
  /** When the last event was received that it had, or when it began. */
  readonly lastAt: Instant | undefined;
  /** Ids of the events that it had last: one that comes twice is known. */
  readonly seen: readonly string[];
  /** The event has reached its end, or the cursor moved without one. */
  done(step: Step): void;
  /** Lets another listener of this name begin. */
  release(): void;
}

export interface Step {
  /** Left out: not moved. */
  readonly cursor?: string;
  /** What was received before was told. */
  readonly at?: Instant;
  readonly event?: { readonly id: string };
}

export interface StateKey {
  readonly from: string;
  readonly sources: readonly string[];
  readonly name: string;
}

/** Ids that are remembered: as many as a server tells at once of what was missed. */
const REMEMBERED = 5_000;
/** Lines after which the file is written anew. */
const LONGEST = 20_000;

interface Line {
  /** The cursor, where it has changed. */
  readonly c?: string;
  /** The event's id. */
  readonly i?: string;
  /** What was received before was told. */
  readonly t?: Instant;
}

/**
 * @throws HookinboxError `LISTEN_TAKEN` where a listener of this name runs already
 */
export function openState(key: StateKey, folder = stateFolder()): ListenState {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const id = createHash("sha256")
    .update(JSON.stringify([key.from, [...key.sources].sort(), key.name]))
    .digest("hex");
  const file = join(folder, `listen-${id.slice(0, 24)}.jsonl`);
  const release = lock(`${file}.lock`, key);
  let lines = readLines(file);
  let { cursor, lastAt, seen } = sum(lines);

  function compact(): void {
    lines = [{ c: cursor, t: lastAt }, ...[...seen].slice(-REMEMBERED).map((i): Line => ({ i }))];
    seen = new Set([...seen].slice(-REMEMBERED));
    // Beside it first: a crash in between leaves the old one.
    writeFileSync(`${file}.new`, lines.map(toLine).join(""), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  compact();
  let length = lines.length;

  return {
    cursor,
    lastAt,
    seen: [...seen],
    done({ cursor: next, at, event }) {
      const line: Line = {
        ...(next !== undefined && next !== cursor && { c: next }),
        ...(event && { i: event.id }),
        ...(at !== lastAt && { t: at }),
      };
      if (Object.keys(line).length === 0) return;
      cursor = next ?? cursor;
      lastAt = at ?? lastAt;
      if (event) seen.add(event.id);
      appendFileSync(file, toLine(line), { mode: 0o600 });
      if (++length > LONGEST) {
        compact();
        length = lines.length;
      }
    },
    release,
  };
}

const toLine = (line: Line): string => `${JSON.stringify(line)}\n`;

function readLines(file: string): Line[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((text): Line[] => {
      try {
        return text === "" ? [] : [JSON.parse(text) as Line];
      } catch {
        // The last one, cut by a crash.
        return [];
      }
    });
}

function sum(lines: readonly Line[]): { cursor?: string; lastAt?: Instant; seen: Set<string> } {
  let cursor: string | undefined;
  let lastAt: Instant | undefined;
  const seen = new Set<string>();
  for (const { c, i, t } of lines) {
    cursor = c ?? cursor;
    lastAt = t ?? lastAt;
    if (i !== undefined) seen.add(i);
  }
  return { ...(cursor !== undefined && { cursor }), ...(lastAt !== undefined && { lastAt }), seen };
}

/** Two with one file would each move the other's cursor. */
function lock(file: string, { name }: StateKey): () => void {
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx", mode: 0o600 });
      return () => rmLock(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const pid = Number(readFileSync(file, "utf8"));
      if (runs(pid))
        throw new HookinboxError(
          "LISTEN_TAKEN",
          `A listener named ${JSON.stringify(name)} runs already (process ${pid}).`,
        );
      rmLock(file);
    }
  }
}

const rmLock = (file: string): void => {
  rmSync(file, { force: true });
};

function runs(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Where programs of a user keep such things: XDG's place, or Windows'. */
export function stateFolder(env: Readonly<NodeJS.ProcessEnv> = process.env): string {
  if (env.XDG_STATE_HOME) return join(env.XDG_STATE_HOME, "hookinbox");
  if (process.platform === "win32" && env.LOCALAPPDATA) return join(env.LOCALAPPDATA, "hookinbox");
  return join(homedir(), ".local", "state", "hookinbox");
}
