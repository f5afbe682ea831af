import { openSync } from "node:fs";
import { createRequire } from "node:module";
import { Writable } from "node:stream";
import { type DestinationStream, type Logger, pino } from "pino";
import type { LogSettings } from "./config/settings.ts";
import { HookinboxError } from "./errors.ts";
import { createLineWriter } from "./line-writer.ts";

export interface LogTarget {
  /** A file that lines are appended to; left out: `HOOKINBOX_LOG_FILE`, else standard output. */
  readonly file?: string;
  /** For people; left out: when standard output is a terminal. */
  readonly pretty?: boolean;
  /** Where pretty lines go; left out: standard output. */
  readonly stream?: NodeJS.WritableStream;
}

/**
 * One JSON line for each thing that happened; on a terminal, lines for people.
 *
 * @throws HookinboxError `LOG_FILE_FAILED`
 */
export function createLogger(settings: Pick<LogSettings, "level">, target: LogTarget = {}): Logger {
  const { file = process.env.HOOKINBOX_LOG_FILE, pretty = !file && process.stdout.isTTY === true } = target;
  const options = {
    level: settings.level,
    base: { pid: process.pid },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(
    options,
    pretty ? forPeople(target.stream ?? process.stdout) : createLineWriter(file ? openFile(file) : 1),
  );
}

function openFile(file: string): number {
  try {
    // Lines name sources, types and keys: not for every user of the machine.
    return openSync(file, "a", 0o640);
  } catch (cause) {
    const { message } = cause as Error;
    throw new HookinboxError("LOG_FILE_FAILED", `the log file ${file} cannot be opened: ${message}`, { cause });
  }
}

/** Control characters beside those that colours are made of; and what turns the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNPRINTABLE = /[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\x00-\x1f]/g;

/**
 * Lines for a terminal. What a sender wrote may stand in them, so it must neither begin a line of its own nor steer the
 * terminal: fields come as JSON, the message loses its control characters here.
 */
function forPeople(stream: NodeJS.WritableStream): DestinationStream {
  // Loaded only for people: it takes 20 ms.
  const pretty = createRequire(import.meta.url)("pino-pretty") as typeof import("pino-pretty");
  const cleaned = new Writable({
    decodeStrings: false,
    write(line: string | Buffer, _encoding, done) {
      stream.write(String(line).replace(UNPRINTABLE, "\ufffd"));
      done();
    },
  });
  return pretty({
    destination: cleaned,
    colorize: true,
    ignore: "pid",
    translateTime: "SYS:HH:MM:ss.l",
    singleLine: true,
    errorLikeObjectKeys: [],
    messageFormat: (line, key) => String(line[key] ?? "").replace(CONTROL, "\ufffd"),
  });
}

export { logObserver } from "./log-observer.ts";
