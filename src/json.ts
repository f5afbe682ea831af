/** Keys that can never be a plain property of a payload. The escaped spellings of `_` and letters count as well. */
const HOSTILE_KEY =
  /"(?:_|\\u005[fF]){2}(?:p|\\u0070)(?:r|\\u0072)(?:o|\\u006[fF])(?:t|\\u0074)(?:o|\\u006[fF])(?:_|\\u005[fF]){2}"\s*:/;

/** Reads JSON; a `__proto__` key is left out, so that nobody's merge can be made to change a prototype. Throws `SyntaxError`. */
export function parseJson(text: string): unknown {
  if (!text.includes("proto") && !text.includes("\\u00")) return JSON.parse(text);
  if (!HOSTILE_KEY.test(text)) return JSON.parse(text);
  return JSON.parse(text, (key, value: unknown) => (key === "__proto__" ? undefined : value));
}

/**
 * Where JSON stops being JSON: the offset of the first character that cannot stand there, or the text's length.
 * Runs only after `JSON.parse` has failed; its own messages are not used, since they quote the body.
 */
export function jsonErrorAt(text: string): number {
  const scanner = new Scanner(text);
  return scanner.value() && scanner.space() && scanner.at === text.length ? text.length : scanner.at;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y;
const WORD = /true|false|null/y;
const SPACE = /[ \t\n\r]*/y;

/** Walks without recursion: a body of brackets must not exhaust the stack. */
class Scanner {
  at = 0;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  space(): boolean {
    return this.take(SPACE);
  }

  value(): boolean {
    const open: string[] = [];
    do {
      this.space();
      const char = this.text[this.at];
      if (char === "{" || char === "[") {
        this.at++;
        this.space();
        if (this.text[this.at] !== (char === "{" ? "}" : "]")) {
          open.push(char);
          if (char === "{" && !this.name()) return false;
          continue;
        }
        this.at++;
      } else if (!this.scalar(char)) return false;
      if (!this.afterValue(open)) return false;
    } while (open.length > 0);
    return true;
  }

  /** Closes what ends here; true when a value must follow, or nothing is open any more. */
  private afterValue(open: string[]): boolean {
    while (open.length > 0) {
      this.space();
      const inObject = open.at(-1) === "{";
      if (this.text[this.at] === ",") {
        this.at++;
        return !inObject || this.name();
      }
      if (this.text[this.at] !== (inObject ? "}" : "]")) return false;
      this.at++;
      open.pop();
    }
    return true;
  }

  private name(): boolean {
    this.space();
    if (!this.string()) return false;
    this.space();
    if (this.text[this.at] !== ":") return false;
    this.at++;
    return true;
  }

  private scalar(char: string | undefined): boolean {
    if (char === '"') return this.string();
    return this.take(char === "-" || (char !== undefined && char >= "0" && char <= "9") ? NUMBER : WORD);
  }

  private string(): boolean {
    if (this.text[this.at] !== '"') return false;
    for (this.at++; this.at < this.text.length; this.at++) {
      const char = this.text[this.at] as string;
      if (char === '"') return ++this.at > 0;
      if (char < " ") return false;
      if (char === "\\") {
        this.at++;
        if (!this.take(ESCAPE)) return false;
        this.at--;
      }
    }
    return false;
  }

  private take(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) return false;
    this.at = pattern.lastIndex;
    return true;
  }
}
