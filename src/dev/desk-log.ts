import type { LogSettings } from "../config/settings.ts";
import type { AttemptReport, Observer, Receipt } from "../observe.ts";

export interface Paint {
  readonly [color: string]: (text: string) => string;
}

export interface DeskLog {
  readonly print: (line: string) => void;
  readonly paint: Paint;
  /** Makes text from outside safe for a terminal. */
  readonly printable: (text: string, how?: { lines?: boolean }) => string;
}

const RANK = { silent: 9, error: 4, fatal: 4, warn: 3, info: 2, debug: 1 } as const;

/**
 * What happens, a line each, for the person who writes the handlers: requests at the margin, what came of them below.
 * Bodies and headers stay out of it; `hookinbox events show` has them.
 */
export function deskLog({ print, paint, printable }: DeskLog, { level }: Pick<LogSettings, "level">): Observer {
  const dim = paint.dim as (text: string) => string;
  const says = (rank: keyof typeof RANK): boolean => RANK[rank] >= RANK[level];
  const line = (text: string): void => print(`${dim(new Date().toTimeString().slice(0, 8))} ${text}`);
  const color = (name: string, text: string): string => paint[name]?.(text) ?? text;

  return {
    received(receipt) {
      if (says(receipt.outcome === "refused" || receipt.outcome === "failed" ? "warn" : "info"))
        line(requestText(receipt));
    },
    attempted(report) {
      // Leases that were given back unused, as in a reload, are no attempts.
      if (report.outcome === "released" || report.outcome === "lost") return;
      if (says(report.outcome === "done" ? "info" : "warn")) line(attemptText(report));
    },
    said({ level: rank, message, fields }) {
      if (!says(rank)) return;
      const text = message instanceof Error ? (message.stack ?? message.message) : String(message);
      line(`  ${dim("│")} ${printable(text, { lines: true })}${fieldsText(fields)}`);
    },
    noticed({ level: rank, code, message, cause }) {
      if (says(rank))
        line(
          `${color("yellow", code)} ${printable(message)}${cause === undefined ? "" : ` ${printable(String(cause))}`}`,
        );
    },
  };

  function requestText({ source, status, outcome, type, id, took, code, message, head }: Receipt): string {
    const good = outcome === "accepted" || outcome === "duplicate" || outcome === "challenge";
    const where = source ?? printable((head.url.split("?", 1)[0] ?? "").slice(0, 80));
    const what = color(good ? "green" : "red", `${status} ${outcome}`);
    const why = code === undefined ? "" : ` ${code}: ${printable(message ?? "")}`;
    return `${color("bold", where)} ${printable(type ?? "")} ${what} ${id ?? ""}${why} ${dim(`${Math.round(took)} ms`)}`;
  }

  function attemptText({ outcome, destination, attempt, error, retryAt, startedAt, endedAt }: AttemptReport): string {
    const took = dim(`${endedAt - startedAt} ms`);
    if (outcome === "done") return `  ${color("green", "✓")} ${destination} ${took}`;
    const next = retryAt == null ? "" : `, again in ${Math.max(0, Math.round((retryAt - endedAt) / 100) / 10)} s`;
    const how =
      outcome === "dead"
        ? color("red", "dead: it waits for you (hookinbox replay)")
        : `attempt ${attempt} failed${next}`;
    return `  ${color("red", "✗")} ${destination} ${how} ${took}${error ? `\n${dim(printable(errorText(error), { lines: true }))}` : ""}`;
  }

  function fieldsText(fields: object | undefined): string {
    return fields === undefined || Object.keys(fields).length === 0 ? "" : ` ${dim(printable(JSON.stringify(fields)))}`;
  }
}

/** The message and the places in the user's own files: not those in here, nor in packages. */
function errorText(error: string): string {
  const [first = "", ...rest] = error.split("\n");
  const own = rest.filter((one) => !/node:|node_modules|\/dist\/|<anonymous>/.test(one));
  return [first, ...own.map((one) => one.replace(/\?hookinbox-turn=\d+/, "").trim())]
    .map((one) => `             ${one}`)
    .join("\n");
}
