import { isUtf8 } from "node:buffer";
import type { Logger } from "pino";
import type { LogSettings } from "./config/settings.ts";
import type { AttemptReport, Notice, Observer, Receipt } from "./observe.ts";
import { toBuffer } from "./payload.ts";
import type { HeaderBag } from "./types.ts";

/** Characters of what a sender chose: a key may have as many as its body. */
const LONGEST = 256;

/**
 * Writes a line for each request, attempt, handler's word and notice. Of a request: its source, outcome and ids, its
 * headers by allow-list, its body only where `log.payload` is set. Never its query: some providers put a token there.
 *
 * @example createInbox(config, { observer: logObserver(createLogger(settings.log), settings.log) })
 */
export function logObserver(logger: Logger, settings: Pick<LogSettings, "headers" | "payload">): Observer {
  const shown = headerPicker(settings.headers);

  return {
    received(receipt) {
      const level = LEVELS[receipt.outcome];
      if (!logger.isLevelEnabled(level)) return;
      logger[level](requestLine(receipt, shown(receipt.head.headers), settings.payload), "request");
    },
    attempted(report) {
      const level =
        report.outcome === "done" || report.outcome === "stale" || report.outcome === "released"
          ? "info"
          : report.outcome === "dead"
            ? "error"
            : "warn";
      if (logger.isLevelEnabled(level)) logger[level](attemptLine(report), "attempt");
    },
    said({ level, message, fields, ...ids }) {
      if (!logger.isLevelEnabled(level)) return;
      logger[level]({ ...ids, ...plainFields(fields) }, message instanceof Error ? message.message : String(message));
    },
    noticed({ level, code, message, cause }) {
      logger[level]({ code, cause: causeText(cause) }, message);
    },
  };
}

const LEVELS = { accepted: "info", duplicate: "info", challenge: "info", refused: "warn", failed: "error" } as const;

function requestLine(receipt: Receipt, headers: Record<string, string>, payload: boolean): Record<string, unknown> {
  const { source, head, key, type, body } = receipt;
  const line: Record<string, unknown> = {
    source,
    outcome: receipt.outcome,
    status: receipt.status,
    took: round(receipt.took),
    size: receipt.size,
    id: receipt.id,
    type: short(type),
    key: short(key),
    method: head.method,
    headers,
  };
  if (receipt.code !== undefined) {
    line.code = receipt.code;
    line.reason = short(receipt.message);
  }
  // Where a source was found its name says all; where none was, the path is what is looked for.
  if (source === undefined) line.path = short(head.url.split("?", 1)[0]);
  if (payload && body !== undefined) Object.assign(line, bodyField(body));
  return line;
}

function attemptLine({ startedAt, endedAt, type, ...report }: AttemptReport): Record<string, unknown> {
  return { ...report, type: short(type), startedAt, took: endedAt - startedAt };
}

/** Picks headers by an allow-list. Names are lowered once a spelling, not once a request. */
function headerPicker(names: readonly string[]): (bag: HeaderBag) => Record<string, string> {
  const allowed = new Set(names.map((name) => name.toLowerCase()));
  const spellings = new Map<string, string | undefined>();
  return (bag) => {
    const found: Record<string, string> = {};
    for (let i = 0; i + 1 < bag.length; i += 2) {
      const spelt = bag[i] as string;
      let name = spellings.get(spelt);
      if (name === undefined && !spellings.has(spelt)) {
        const lower = spelt.toLowerCase();
        name = allowed.has(lower) ? lower : undefined;
        // Bounded: senders can spell as they like.
        if (spellings.size < 1_000) spellings.set(spelt, name);
      }
      if (name !== undefined) found[name] = short(bag[i + 1]) as string;
    }
    return found;
  };
}

function bodyField(body: Uint8Array): { body: string } | { bodyBase64: string } {
  const bytes = toBuffer(body);
  return isUtf8(bytes) ? { body: bytes.toString("utf8") } : { bodyBase64: bytes.toString("base64") };
}

function short<T extends string | null | undefined>(text: T): T | string {
  return typeof text === "string" && text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

const round = (ms: number): number => Math.round(ms * 1_000) / 1_000;

/** A handler's own fields, with errors made readable: JSON has nothing of an Error. */
function plainFields(fields: object | undefined): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields ?? {}))
    plain[name] = value instanceof Error ? causeText(value) : value;
  return plain;
}

function causeText(cause: Notice["cause"]): string | undefined {
  if (cause === undefined) return undefined;
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
