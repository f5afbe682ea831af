/**
 * Every error that hookinbox raises or answers, in one table. `docs/errors.md` is held equal to it by a test.
 *
 * `status` is the HTTP status of the answer (0: never answered over HTTP); `title` says what is wrong; `advice` says the fix.
 */
export const ERRORS = {
  UNKNOWN_SOURCE: {
    status: 404,
    title: "No source receives at this address",
    advice: "Check the URL set up at the provider against the names under `sources` in the config.",
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: "This method is not taken here",
    advice: "Send the webhook with one of the methods in the Allow header.",
  },
  BODY_TOO_LARGE: {
    status: 413,
    title: "The body is larger than this source takes",
    advice: "Raise `maxBody` of the source if the provider really sends bodies of this size.",
  },
  UNSUPPORTED_TYPE: {
    status: 415,
    title: "This content type is not taken here",
    advice: "Set the content type at the provider to one that its documentation lists.",
  },
  REQUEST_TIMEOUT: {
    status: 408,
    title: "The request was not sent in time",
    advice: "Send the whole request within the time limit.",
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    title: "The headers are too large or too many",
    advice: "Send at most 32 KiB and 200 lines of headers.",
  },
  BAD_REQUEST: {
    status: 400,
    title: "The request is not valid HTTP",
    advice: "Check Content-Length, Transfer-Encoding and the request line.",
  },
  MALFORMED_BODY: {
    status: 400,
    title: "The body is not what its content type says",
    advice: "The signature was right, so the sender itself made this body: see it in quarantine, reason `malformed`.",
  },
  RATE_LIMITED: { status: 429, title: "Too many requests", advice: "Send again after the time in Retry-After." },
  STORE_UNAVAILABLE: {
    status: 503,
    title: "The event could not be stored",
    advice: "Send again after the time in Retry-After; the operator finds the cause in the log.",
  },
  STORE_FULL: {
    status: 503,
    title: "The disk is full",
    advice: "Free space on the disk of the store; hookinbox goes on by itself once there is some.",
  },
  BACKLOG_FULL: {
    status: 503,
    title: "Too much waits to be handled, or the disk has too little room left",
    advice:
      "Send again after the time in Retry-After. The operator finds the bound in the log: let the workers catch up, free space, or change `limits.backlog`.",
  },
  STORE_UNKNOWN: {
    status: 0,
    title: "There is no store of this kind",
    advice: "Set `store` to sqlite:FILE, postgres://… or memory:.",
  },
  STORE_LOCKED: {
    status: 503,
    title: "Another process holds the store",
    advice: "Close the program that has the file open in a transaction (a database browser, a backup), or wait for it.",
  },
  STORE_READ_ONLY: {
    status: 503,
    title: "The store cannot be written",
    advice: "Give this user write permission on the file and on its folder.",
  },
  STORE_CORRUPT: {
    status: 503,
    title: "The store's file is damaged, or is no SQLite database",
    advice: "Check the path. Restore a backup, or save what can be read with `sqlite3 FILE .recover`.",
  },
  STORE_UNREACHABLE: {
    status: 503,
    title: "The store cannot be opened",
    advice: "Check that the folder exists and that this user may write in it.",
  },
  STORE_DENIED: {
    status: 503,
    title: "The database server refuses this",
    advice: "Check the user, the password, the database's name and the user's rights.",
  },
  STORE_UNSUPPORTED: {
    status: 503,
    title: "The database server is too old",
    advice: "Upgrade it, or store in another: Postgres 14 or later, or sqlite:FILE.",
  },
  STORE_NEWER: {
    status: 503,
    title: "The store was written by a newer hookinbox",
    advice: "Run that version or a later one; going back needs a backup from before the upgrade.",
  },
  STORE_OLDER: {
    status: 503,
    title: "The store was last used by an older hookinbox",
    advice: "Bring its tables up to date by a start, or by: hookinbox migrate",
  },
  STORE_UNSAFE: {
    status: 503,
    title: "The store does not keep what it says it keeps",
    advice: "Use a local disk and a file system that can lock and flush; network drives cannot.",
  },
  STORE_BROKEN: {
    status: 503,
    title: "The disk failed to write or to flush",
    advice: "Check the disk and the kernel's log, then start again: what was answered 2xx before is in the store.",
  },
  ENROL_REFUSED: {
    status: 0,
    title: "No enrolment can be opened for this source",
    advice:
      "Set `enrol: true` in place of `secret` on a source whose provider hands over the secret; one that is set is never replaced.",
  },
  ENROL_EXPIRED: {
    status: 0,
    title: "No secret was handed over in time",
    advice: "Open the window first, then create the webhook at the provider, with the public URL of this source.",
  },
  NOT_STARTED: { status: 503, title: "The inbox is not started", advice: "Call `await inbox.start()` first." },
  ALREADY_STARTED: {
    status: 0,
    title: "The inbox is started already",
    advice: "Call `start()` once, after the handlers are registered.",
  },
  STOPPING: { status: 503, title: "The server is stopping", advice: "Send again after the time in Retry-After." },
  OVERLOADED: {
    status: 503,
    title: "Too many requests are in flight",
    advice: "Send again after the time in Retry-After.",
  },
  HANDLER_FAILED: {
    status: 500,
    title: "A handler failed",
    advice: "This source answers after its handlers have run; see the event for the cause. Send again to try again.",
  },
  HANDLER_RUNNING: {
    status: 503,
    title: "The event is still being handled",
    advice: "Send again after the time in Retry-After.",
  },
  BODY_ALREADY_PARSED: {
    status: 500,
    title: "The body was parsed before hookinbox saw it",
    advice: "Give hookinbox the raw body: mount it before any body parser.",
  },
  CONFIG_NOT_FOUND: {
    status: 0,
    title: "There is no config file",
    advice:
      "Go to the folder that has one, name it with --config, or write a first one with `hookinbox init <provider>`.",
  },
  CONFIG_FAILED: {
    status: 0,
    title: "The config file could not be loaded",
    advice: "Mend the error at the place that the message names.",
  },
  CONFIG_INVALID: {
    status: 0,
    title: "The config is not valid",
    advice: "Mend each of the places that the message lists.",
  },
  DURATION_INVALID: {
    status: 0,
    title: "Not a duration",
    advice: 'Write milliseconds as a number, or a number and its unit: "500ms", "10s", "5m", "2h", "1d".',
  },
  LOG_FILE_FAILED: {
    status: 0,
    title: "The log file cannot be opened",
    advice: "Check HOOKINBOX_LOG_FILE: its folder has to exist, and this user has to be allowed to write there.",
  },
  PORT_TAKEN: {
    status: 0,
    title: "The port is taken",
    advice: "Stop the program that listens there, or choose another with --port or --admin-port.",
  },
  LISTEN_FAILED: {
    status: 0,
    title: "The address cannot be listened on",
    advice:
      "Check --host and the ports: the address has to be one of this machine's, and ports below 1024 need permission.",
  },
  ADMIN_TOKEN_REQUIRED: {
    status: 0,
    title: "The admin listener needs a token to be reachable from outside",
    advice:
      "Set HOOKINBOX_ADMIN_TOKEN to a long random value (`openssl rand -base64 32`), or bind the admin listener to 127.0.0.1.",
  },
  UNAUTHORIZED: {
    status: 401,
    title: "The admin API needs its token",
    advice: "Send `Authorization: Bearer <HOOKINBOX_ADMIN_TOKEN>`.",
  },
  ROLE_NOT_ALLOWED: {
    status: 403,
    title: "This token only listens",
    advice: "Use HOOKINBOX_ADMIN_TOKEN for anything but the stream and the events on it.",
  },
  HOST_NOT_ALLOWED: {
    status: 403,
    title: "The admin API does not answer to this host name",
    advice:
      "Open it by the address that it listens on, or add the name (with its port) to `admin.hosts` in the config.",
  },
  ORIGIN_NOT_ALLOWED: {
    status: 403,
    title: "Another site's page may not use the admin API",
    advice: "Open the API from its own address.",
  },
  NOT_FOUND: { status: 404, title: "There is nothing here", advice: "See /api/openapi.json for what there is." },
  EVENT_UNKNOWN: {
    status: 404,
    title: "There is no event of this id",
    advice: "Check the id; events are kept as long as `retention` says.",
  },
  NOT_SIGNABLE_HERE: {
    status: 409,
    title: "Only the provider can sign this source's events",
    advice: "Send one from the provider's own console, or look at the source with `hookinbox providers <id>`.",
  },
  NO_BINS_HERE: {
    status: 409,
    title: "Bins are where events are received",
    advice:
      "Run `hookinbox serve` or `hookinbox dev`: a bin is an address of the listener that takes events, and `work` has none.",
  },
  TOO_MANY_BINS: {
    status: 409,
    title: "There are as many bins as may be",
    advice: "Delete one that is not used any more; each is deleted a day after its last request.",
  },
  BODY_PRUNED: {
    status: 410,
    title: "The event's body is not kept any more",
    advice: "Raise `retention.bodies` to keep bodies longer.",
  },
  PAUSE_UNKNOWN: {
    status: 404,
    title: "There is no such source or destination",
    advice: "GET /api/sources and /api/stats list their names; `hookinbox pause` shows what is paused.",
  },
  PAUSE_REFUSED: {
    status: 400,
    title: "This cannot be paused",
    advice: "Name the source or the destination: --source or --destination, { source } or { destination } in the API.",
  },
  QUERY_INVALID: {
    status: 400,
    title: "The request's parameters are not valid",
    advice: "Mend what the detail names; /api/openapi.json has the shapes.",
  },
  INTERNAL: { status: 500, title: "Something failed inside", advice: "The log has the cause." },
  HANDLERS_FAILED: {
    status: 0,
    title: "The handlers module could not be loaded",
    advice: "Mend the error at the place that the message names.",
  },
  HANDLERS_INVALID: {
    status: 0,
    title: "The handlers module is not valid",
    advice: "Export a map of sources to handlers, functions named like types, or a class with @on methods.",
  },
  HANDLER_NEEDS_NAME: {
    status: 0,
    title: "Two handlers on one pattern need names",
    advice:
      'Give each one a name of its own: { name: "mail", handler: fn }. The name ties stored deliveries to a handler, so keep it.',
  },
  DESTINATION_REFUSED: {
    status: 0,
    title: "A destination cannot be used",
    advice:
      "Mend what the message names. For Redis: CONFIG SET maxmemory-policy noeviction, and the same in redis.conf.",
  },
  PACKAGE_MISSING: {
    status: 0,
    title: "A package that this needs is not installed",
    advice: "Install the packages that the message names.",
  },
  LEASE_LOST: {
    status: 0,
    title: "Another worker has this delivery",
    advice:
      "Nothing to mend: nothing was written, and the delivery is in other hands. If it happens often, raise `timeout` of the handler.",
  },
  COMMIT_UNSUPPORTED: {
    status: 0,
    title: "This store has no transaction to share",
    advice: "Use ctx.commit on sqlite:FILE or postgres://…; a test may use a SQLite file in a temporary folder.",
  },
  COMMIT_TWICE: {
    status: 0,
    title: "ctx.commit was called twice in one attempt",
    advice: "The first call ends the delivery: put all writes into one function.",
  },
  COMMIT_ASYNC: {
    status: 0,
    title: "The function of ctx.commit returned a Promise, which SQLite's transaction cannot wait for",
    advice: "Await what you need before ctx.commit, and only write in it: no async, no await.",
  },
  COMMIT_ENDED: {
    status: 0,
    title: "The transaction of ctx.commit belongs to hookinbox",
    advice: "Leave BEGIN, COMMIT and ROLLBACK out of the function (throw to roll back); a SAVEPOINT is fine.",
  },
  COMMIT_FAILED: {
    status: 0,
    title: "A statement in ctx.commit failed, and its error was not thrown on",
    advice:
      "Postgres takes nothing more in a transaction after an error: throw it, or put that statement in a SAVEPOINT.",
  },
  ONCE_INVALID: {
    status: 0,
    title: "This cannot be a step of ctx.once",
    advice: "Give it a short name of its own, and return what fits in JSON: an id, not a whole answer.",
  },
  SIGNATURE_MISSING: {
    status: 401,
    title: "The request is not signed",
    advice:
      "Check that a secret is set at the provider, and that this source names the right provider: the message names the header that is expected.",
  },
  SIGNATURE_MISMATCH: {
    status: 401,
    title: "The signature does not match",
    advice:
      "Check that the secret is the one that the provider shows for this very endpoint, and that nothing changes the body on its way.",
  },
  SIGNATURE_MALFORMED: {
    status: 401,
    title: "The signature is not written as this provider writes it",
    advice: "Check that this source names the right provider, and that no proxy changes the header.",
  },
  SIGNATURE_DUPLICATED: {
    status: 401,
    title: "A header that must stand once stands twice",
    advice: "Look for a proxy that adds headers: which of the two was signed cannot be told, so neither is taken.",
  },
  SIGNATURE_UNSUPPORTED: {
    status: 401,
    title: "The request is signed in a way that is not taken here",
    advice: "Check the version or algorithm of signatures in the provider's settings.",
  },
  TIMESTAMP_MISSING: {
    status: 401,
    title: "The signed time is missing",
    advice: "Check that no proxy drops the header that the message names.",
  },
  TIMESTAMP_MALFORMED: {
    status: 401,
    title: "The signed time cannot be read",
    advice: "Check that no proxy changes the header that the message names.",
  },
  TIMESTAMP_TOO_OLD: {
    status: 400,
    title: "The request was signed too long ago",
    advice: "Check this machine's clock; if deliveries really take this long, raise `tolerance` of the source.",
  },
  TIMESTAMP_IN_FUTURE: {
    status: 400,
    title: "The request was signed in the future",
    advice: "Check this machine's clock; if the provider's is off, raise `tolerance` of the source.",
  },
  TOKEN_INVALID: {
    status: 401,
    title: "The token does not hold",
    advice: "The message names the claim that is wrong: compare it with the settings of the source.",
  },
  KEY_UNAVAILABLE: {
    status: 401,
    title: "The provider's public key could not be had",
    advice: "Check that this machine can reach the host that the message names.",
  },
  UNSIGNED_CHALLENGE: {
    status: 401,
    title: "This is an unsigned challenge, not an event",
    advice: "Send the `reply` that comes with this result; handle nothing.",
  },
  SECRET_MISSING: {
    status: 0,
    title: "A secret is missing",
    advice: "Set `secret` of the source to the one that the provider shows for this endpoint.",
  },
  SECRET_INVALID: {
    status: 0,
    title: "A secret is not written as this provider writes it",
    advice: "Copy it again from the provider's settings, whole and without quotes.",
  },
  PROVIDER_OPTION: {
    status: 0,
    title: "An option of the provider is not valid",
    advice: "Mend the option that the message names.",
  },
  PROVIDER_INVALID: {
    status: 0,
    title: "The provider's definition is not valid",
    advice: "Mend the place that the message names; docs/extend/provider.md describes each.",
  },
  UNKNOWN_PROVIDER: {
    status: 0,
    title: "There is no provider of this name",
    advice: "See `hookinbox providers`, describe it inline, or use `generic`.",
  },
  VERIFY_FAILED: {
    status: 401,
    title: "The request could not be checked",
    advice: "This is a fault of hookinbox or of an inline definition: please report it with the message.",
  },
  NOT_SIGNABLE: {
    status: 0,
    title: "Requests of this provider cannot be signed here",
    advice: "Only the provider has the private key. Record a real request instead.",
  },
  SAMPLE_MISMATCH: {
    status: 0,
    title: "The payload says another type than was asked for",
    advice:
      "Leave the type out of the payload, or ask for the one that it has: `unknown` where it names none. Where the provider sends a list, give one.",
  },
  UNKNOWN_SAMPLE: {
    status: 0,
    title: "There is no sample of this event",
    advice:
      "See what there is: hookinbox send --list. A payload of your own: hookinbox send <provider> <type> --body FILE",
  },
  UNKNOWN_FIELD: {
    status: 0,
    title: "The sample has no such field",
    advice:
      "See the fields: hookinbox send <provider> <type> --print. A field that the sample lacks: --add in place of --set.",
  },
  SCENARIO_INVALID: {
    status: 0,
    title: "The scenario cannot be used",
    advice:
      'Write a list of steps: [{ "send": "stripe invoice.paid", "set": { "data.object.total": 500 }, "delay": "1s" }]',
  },
  TARGET_UNREACHABLE: {
    status: 0,
    title: "Nothing answers where the event was sent",
    advice: "Start the inbox with hookinbox dev or hookinbox serve, or name another address with --to.",
  },
  LISTEN_REFUSED: {
    status: 0,
    title: "The inbox does not let this listener in",
    advice:
      "Set HOOKINBOX_TOKEN, or the variable that --token-env names, to HOOKINBOX_LISTEN_TOKEN or HOOKINBOX_ADMIN_TOKEN of the server.",
  },
  LISTEN_TAKEN: {
    status: 0,
    title: "A listener of this name runs already",
    advice: "Give this one a name, and so a cursor, of its own: --name second",
  },
  WRONG_USAGE: { status: 0, title: "The command was not written as it has to be", advice: "See: hookinbox --help" },
  FILE_EXISTS: {
    status: 0,
    title: "A file is there already",
    advice: "Write into another folder with --dir, or overwrite it with --force.",
  },
  NO_SUCH_EVENT: {
    status: 404,
    title: "There is no such event",
    advice: "List what there is with `hookinbox events`, or `hookinbox quarantine`.",
  },
  ADMIN_UNREACHABLE: {
    status: 0,
    title: "The running inbox does not answer",
    advice: "Check that `hookinbox serve` runs, and its --admin-port; name another with --admin-url.",
  },
  ADMIN_REFUSED: {
    status: 0,
    title: "The running inbox refused",
    advice: "Read its reason; the server's log has more.",
  },
} as const satisfies Record<string, { status: number; title: string; advice: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** An error with a code of the table. `message` says what is wrong and where; `advice` says the fix. */
export class HookinboxError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly advice: string;

  constructor(code: ErrorCode, detail?: string, options?: { cause?: unknown; advice?: string }) {
    super(detail ?? ERRORS[code].title, options?.cause === undefined ? undefined : { cause: options.cause });
    this.name = "HookinboxError";
    this.code = code;
    this.status = ERRORS[code].status;
    this.advice = options?.advice ?? ERRORS[code].advice;
  }
}

/** Tells by name, so that two copies of the package still know each other's errors. */
export function isHookinboxError(error: unknown): error is HookinboxError {
  return error instanceof Error && error.name === "HookinboxError" && "code" in error;
}
