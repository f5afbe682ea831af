/** One thing that is wrong in a config or a handlers module. Never holds a secret's value. */
export interface Problem {
  /** Where in the file: `sources.github.secret`. */
  readonly path: string;
  /** What was expected, and what stood there: one sentence. */
  readonly message: string;
  /** What to do. */
  readonly fix?: string;
}

/** All problems as one message: the file, then a line or two for each place. */
export function listProblems(file: string, problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [`${file}: ${count}`, ...problems.map(showProblem)].join("\n");
}

function showProblem({ path, message, fix }: Problem): string {
  const place = path === "" ? "" : `${path}: `;
  return `  - ${place}${message}${fix === undefined ? "" : `\n    ${fix}`}`;
}

/** A value's kind, for a message: `undefined`, `an empty string`, `a number (12)`, `an array`. Strings are shown only where asked. */
export function kindOf(value: unknown, options: { reveal?: boolean } = {}): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === "string") {
    if (value === "") return "an empty string";
    if (value.trim() === "") return "a blank string";
    return options.reveal ? JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value) : "a string";
  }
  if (typeof value === "number" || typeof value === "bigint") return `the number ${value}`;
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty array" : "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** A path as it is written in code: `sources["my-shop"].retry[2]`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, at) => {
      if (typeof part === "number") return `[${part}]`;
      const name = String(part);
      if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `[${JSON.stringify(name)}]`;
      return at === 0 ? name : `.${name}`;
    })
    .join("");
}
