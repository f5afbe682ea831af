import { HookinboxError, isHookinboxError } from "../../errors.ts";

const CODES: Readonly<Record<number, ConstructorParameters<typeof HookinboxError>[0]>> = {
  5: "STORE_LOCKED", // BUSY
  6: "STORE_LOCKED", // LOCKED
  8: "STORE_READ_ONLY", // READONLY
  11: "STORE_CORRUPT", // CORRUPT
  13: "STORE_FULL", // FULL
  14: "STORE_UNREACHABLE", // CANTOPEN
  26: "STORE_CORRUPT", // NOTADB
};
const IOERR = 10;
/** Growing the shared-memory file failed: on a full disk this comes before SQLITE_FULL (sqlite.org/rescode.html). */
const FULL_BY_ANOTHER_NAME: ReadonlySet<number> = new Set([4874]); // IOERR_SHMSIZE

/** The packaged driver leaves the number out where a row is read, not written: these are SQLite's own words (sqlite3_errstr). */
const BY_MESSAGE: ReadonlyMap<string, number> = new Map([
  ["database disk image is malformed", 11],
  ["disk I/O error", IOERR],
  ["database or disk is full", 13],
  ["database is locked", 5],
  ["attempt to write a readonly database", 8],
  ["unable to open database file", 14],
  ["file is not a database", 26],
]);

/** SQLite's error as one of ours. What is no SQLite error is a fault of this program, and goes through as it is. */
export function toStoreError(error: unknown, path: string): Error {
  if (isHookinboxError(error)) return error;
  if (!(error instanceof Error)) return new Error(String(error));
  const errcode = (error as { errcode?: unknown }).errcode ?? BY_MESSAGE.get(error.message);
  if (typeof errcode !== "number") return error;
  const extended = Number((error as { sqliteExtendedCode?: unknown }).sqliteExtendedCode ?? errcode);
  const primary = errcode & 0xff;
  const code = FULL_BY_ANOTHER_NAME.has(extended) ? "STORE_FULL" : primary === IOERR ? "STORE_BROKEN" : CODES[primary];
  return code ? new HookinboxError(code, `${path}: ${error.message}`, { cause: error }) : error;
}

/** Whether the store may be used after this error: a full disk or a lock pass by themselves, a failed flush never does. */
export const isPassing = (code: string | undefined): boolean => code === "STORE_FULL" || code === "STORE_LOCKED";
export const isFatal = (code: string | undefined): boolean =>
  code === "STORE_BROKEN" || code === "STORE_CORRUPT" || code === "STORE_READ_ONLY" || code === "STORE_UNREACHABLE";
