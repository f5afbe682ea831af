import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import { parseEnvText } from "../config/env-text.ts";
import { HookinboxError } from "../errors.ts";
import { usage } from "./trial.ts";

/** A line `NAME=`, with what may stand before the name; an empty pair of quotes and a comment are blank as well. */
const assignment = (name: string, value: string): RegExp =>
  new RegExp(`^(\\s*(?:export[ \\t]+)?${name}[ \\t]*=)${value}$`, "gm");
const BLANK = `[ \\t]*(?:""|''|\`\`)?[ \\t]*(#.*)?`;

/** The file as it stands; `""` where there is none. */
export function readEnvFile(file: string): string {
  if (!existsSync(file)) return "";
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

/** Whether a variable has a value in the text. Any of several assignments counts: none of them is to be lost. */
export function isAssigned(text: string, name: string): boolean {
  if ((parseEnvText(text)[name] ?? "").trim() !== "") return true;
  const all = text.match(assignment(name, ".*"))?.length ?? 0;
  const blank = text.match(assignment(name, BLANK))?.length ?? 0;
  return all > blank;
}

/**
 * The text with the variable in it: in place of its last blank assignment, else as a line of its own at the end. Every
 * other variable keeps its value: that is read back before anything is written.
 */
export function withAssignment(text: string, name: string, value: string): string {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const quoted = quote(value);
  const blank = [...text.matchAll(assignment(name, BLANK))].at(-1);
  const appended = `${text}${text === "" || text.endsWith("\n") ? "" : newline}${name}=${quoted}${newline}`;
  const candidates = [appended];
  if (blank) {
    const [line, head, comment] = blank;
    const filled = `${head}${quoted}${comment === undefined ? "" : ` ${comment}`}`;
    candidates.unshift(text.slice(0, blank.index) + filled + text.slice(blank.index + line.length));
  }
  const right = JSON.stringify(sorted({ ...parseEnvText(text), [name]: value }));
  const found = candidates.find((candidate) => JSON.stringify(sorted(parseEnvText(candidate))) === right);
  if (found !== undefined) return found;
  throw usage(`${name} cannot be added to the env file: a quote before it is left open.`, "Close it, and try again.");
}

/**
 * Puts a value into the file, flushed to disk before this returns. A file that it makes is for its owner alone. One that is
 * there is written from the first changed byte on, so that its mode, its owner and a link to it stay as they are.
 *
 * Throws `WRONG_USAGE` where the variable has a value by now: it is never replaced.
 */
export function writeEnvFile(file: string, name: string, value: string): void {
  const before = readEnvFile(file);
  if (isAssigned(before, name)) throw alreadySet(name, file);
  const after = withAssignment(before, name, value);
  try {
    const made = !existsSync(file);
    const fd = openSync(file, made ? "wx" : "r+", 0o600);
    try {
      writeFrom(fd, Buffer.from(before), Buffer.from(after));
    } finally {
      closeSync(fd);
    }
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

function writeFrom(fd: number, before: Buffer, after: Buffer): void {
  let at = 0;
  while (at < before.length && before[at] === after[at]) at++;
  for (let done = at; done < after.length; ) done += writeSync(fd, after, done, after.length - done, done);
  ftruncateSync(fd, after.length);
  fsyncSync(fd);
}

/** Whether others than its owner may read a file. */
export const isOpenToOthers = (file: string): boolean =>
  process.platform !== "win32" && existsSync(file) && (statSync(file).mode & 0o077) !== 0;

export const alreadySet = (name: string, where: string): HookinboxError =>
  usage(
    `${name} has a value already, in ${where}: a handshake never replaces one.`,
    `To take a new secret, keep the old one elsewhere, empty ${name}, and run this again; or write to another with --name.`,
  );

const unwritable = (file: string, cause: unknown): HookinboxError =>
  new HookinboxError(
    "WRONG_USAGE",
    `${file} cannot be written: ${(cause as NodeJS.ErrnoException).code ?? "unknown"}.`,
    {
      cause,
      advice: "Check that its folder exists and that this user may write there, or name another file with --dotenv.",
    },
  );

/** Plain where every reader of such files takes it plain; else in the first quotes that hold it. */
function quote(value: string): string {
  if (/^[\w./+=:@~-]+$/.test(value)) return value;
  const forms = ["'", "`", '"'].map((mark) => `${mark}${value}${mark}`);
  const form = forms.find((quoted) => parseEnvText(`A=${quoted}`).A === value);
  if (form !== undefined) return form;
  throw new HookinboxError(
    "SECRET_INVALID",
    "The secret that came has every kind of quote in it: no env file holds it.",
  );
}

const sorted = (values: object): [string, unknown][] => Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
