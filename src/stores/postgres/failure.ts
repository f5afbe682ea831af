import { type ErrorCode, HookinboxError, isHookinboxError } from "../../errors.ts";

/** What went wrong, as one of our codes, and what a person can do about it where the code's own advice is too wide. */
interface Diagnosis {
  readonly code: ErrorCode;
  readonly advice?: string;
}

const UNREACHABLE_ADVICE =
  "Check the host and the port of the store's address, and that Postgres runs and listens there.";
const TLS_ADVICE =
  "Turn TLS on at the server, or say sslmode=disable in the store's address; for a private CA: sslmode=verify-full&sslrootcert=FILE.";

/** SQLSTATE, whole or its class (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const BY_STATE: Readonly<Record<string, Diagnosis>> = {
  "28P01": { code: "STORE_DENIED", advice: "Check the user and the password in the store's address." },
  "28000": {
    code: "STORE_DENIED",
    advice:
      "Check the user in the store's address, and the server's pg_hba.conf: it may ask for TLS (sslmode=require).",
  },
  "3D000": { code: "STORE_DENIED", advice: "Create the database (`createdb NAME`), or mend its name." },
  "42501": {
    code: "STORE_DENIED",
    advice:
      "Let this user create a schema in the database, or create it for them: CREATE SCHEMA hookinbox AUTHORIZATION the_user.",
  },
  "25006": {
    code: "STORE_UNAVAILABLE",
    advice: "Give the address of the primary: this server is a standby, or read-only.",
  },
  "53300": {
    code: "STORE_UNREACHABLE",
    advice:
      "The server lets no more connections in. Give each process fewer (?pool=5 in the store's address), or raise max_connections, or the limit of this user or database.",
  },
  // Shutting down, recovering: whoever starts hookinbox again, a supervisor as well, finds it there.
  "57P03": {
    code: "STORE_UNREACHABLE",
    advice: "The server is there, and takes no connections yet: wait until it does, and start again.",
  },
  "57014": {
    code: "STORE_UNREACHABLE",
    advice:
      "A statement was cancelled, by a statement_timeout or by hand. Give this user the time that changes of tables need: ALTER ROLE the_user SET statement_timeout = 0.",
  },
  "53100": { code: "STORE_FULL" },
  // Only where a statement said how long it would wait: a change of partitions gives way to a long query.
  "55P03": { code: "STORE_LOCKED" },
  XX001: { code: "STORE_CORRUPT", advice: "Check the server's disk, and restore a backup." },
  XX002: { code: "STORE_CORRUPT", advice: "Check the server's disk, and REINDEX the table that the message names." },
  "08P01": { code: "STORE_UNREACHABLE", advice: UNREACHABLE_ADVICE },
};
/** Told alike at the start and later on. */
const ALWAYS: ReadonlySet<ErrorCode> = new Set(["STORE_FULL", "STORE_LOCKED", "STORE_CORRUPT"]);
/** Classes and states that pass by themselves: connection, resources, shutdown, locks. */
const PASSING_STATES = /^(08...|53...|57P0[1-5]|57014|58...|25006|40001|40P01|25P0[234])$/;
/** Codes of Node's sockets and name look-ups. */
const NETWORK = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENOENT",
]);
/** The driver's own errors have no code: these are its words for a connection that is gone, or could not be had. */
const GONE =
  /connection terminated|connection error|not queryable|timeout exceeded when trying to connect|read timeout|client (was|has been) closed|cannot use a pool after|ended by the other side/i;
const TLS = /does not support SSL|self.signed|certificate|SSL|TLS/i;

const codeOf = (error: Error): string => String((error as { code?: unknown }).code ?? "");

/** Node gives an `AggregateError` without a message where a name has several addresses. */
export const wordsOf = (error: Error): string =>
  error.message ||
  (error instanceof AggregateError ? error.errors.map((one) => String(one.message)).join("; ") : error.name);

/** Worth another try at once: two transactions stood in each other's way, and this one was chosen to end. */
export const isCollision = (error: unknown): boolean =>
  error instanceof Error && ["40001", "40P01"].includes(codeOf(error));

/** Whether the server said this, over a connection that is well. */
export const isAnswer = (error: unknown): boolean =>
  error instanceof Error && "severity" in error && /^[0-9A-Z]{5}$/.test(codeOf(error));

/**
 * Postgres' or the driver's error as one of ours. What is neither is a fault of this program, and goes through as it is.
 * `starting`: nobody waits for it to pass, so a person is told what to mend.
 */
export function toStoreError(error: unknown, name: string, { starting = false } = {}): Error {
  if (isHookinboxError(error)) return error;
  if (!(error instanceof Error)) return new Error(String(error));
  const state = codeOf(error);
  const told = BY_STATE[state];
  const say = (code: ErrorCode, advice?: string) =>
    new HookinboxError(code, `${name}: ${wordsOf(error)}`, { cause: error, advice });
  if (told && (starting || ALWAYS.has(told.code))) return say(told.code, told.advice);
  if (NETWORK.has(state) || GONE.test(error.message) || PASSING_STATES.test(state))
    return starting ? say("STORE_UNREACHABLE", UNREACHABLE_ADVICE) : say("STORE_UNAVAILABLE");
  if (starting && TLS.test(`${state} ${error.message}`)) return say("STORE_DENIED", TLS_ADVICE);
  // Rights taken away, a table dropped, a password changed while it runs: a person mends it, and it is well again.
  return told || /^(28|3D|3F|42)/.test(state) ? say("STORE_UNAVAILABLE") : error;
}
