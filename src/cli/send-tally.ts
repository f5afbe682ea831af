import { EXIT } from "./exit.ts";
import { paint, print, printable, printJson } from "./output.ts";
import type { Answer } from "./send-shot.ts";

interface Sent {
  readonly provider: string;
  readonly type: string;
  readonly url: string;
  readonly answer: Answer;
}

interface TallyOptions {
  readonly total: number;
  readonly json?: boolean;
  readonly wide?: boolean;
  readonly beforeLine?: () => void;
}

/** More answers than this are not shown one by one, where all is well. */
const SHOWN = 20;

/** What was answered: shown as it comes, and summed up at the end. `wide`: of several types, which each line then names. `beforeLine`: makes room. */
export function createTally({ total, json, wide, beforeLine }: TallyOptions) {
  let sent = 0;
  let refused = 0;
  const outcomes = new Map<string, number>();

  function add({ provider, type, url, answer }: Sent): void {
    sent++;
    const { status, text, took } = answer;
    const fine = status >= 200 && status < 300;
    if (!fine) refused++;
    const { word, detail } = status === 0 ? { word: "unanswered", detail: printable(text) } : readAnswer(text, fine);
    outcomes.set(word, (outcomes.get(word) ?? 0) + 1);
    if (json) {
      printJson({ provider, type, url, status, took: Math.round(took * 10) / 10, answer: parsed(text) });
      return;
    }
    if (fine && total > SHOWN) return;
    beforeLine?.();
    const color = fine ? paint.green : paint.red;
    const what = wide ? `${provider} ${type}  ` : "";
    print(
      `  ${color(String(status))}  ${what}${word}${detail === "" ? "" : `  ${detail}`}  ${paint.dim(`${Math.round(took)} ms`)}`,
    );
  }

  /** The exit code. */
  function end(seconds: number): number {
    if (!json && total > 1) {
      const parts = [...outcomes].map(([word, count]) => `${count} ${word}`).join(", ");
      print(`${sent} sent: ${parts}; ${Math.round(sent / seconds)} a second`);
    }
    return refused > 0 ? EXIT.failed : EXIT.fine;
  }

  return { add, end, sent: () => sent };
}

/** An inbox's own answers in a few words; of others, the beginning. */
function readAnswer(text: string, fine: boolean): { word: string; detail: string } {
  const said = parsed(text);
  if (typeof said === "object" && said !== null) {
    const { status, id, code, title, detail } = said as Record<string, unknown>;
    if (typeof code === "string")
      return { word: `refused (${printable(code)})`, detail: printable(String(detail ?? title ?? "")) };
    if (typeof id === "string" && typeof status === "string") return { word: printable(status), detail: printable(id) };
  }
  return { word: fine ? "answered" : "refused", detail: printable(text.slice(0, 120)) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
