/** One thing that is wrong in a config or a handlers module. Never holds a secret's value. */
export interface Mistake {
  /** Where in the file: `sources.github.secret`. */
  readonly path: string;
  /** What was expected, and what stood there: one sentence. */
  readonly message: string;
  /** What to do. */
  readonly fix?: string;
}

/** All mistakes as one message: the file, then a line or two for each place. */
export function listMistakes(file: string, mistakes: readonly Mistake[]): string {
  const count = mistakes.length === 1 ? "1 mistake" : `${mistakes.length} mistakes`;
  return [`${file}: ${count}`, ...mistakes.map(showMistake)].join("\n");
}

function showMistake({ path, message, fix }: Mistake): string {
  const place = path === "" ? "" : `${path}: `;
  return `  - ${place}${message}${fix === undefined ? "" : `\n    ${fix}`}`;
}

/** A value's kind, for a message: `undefined`, `an empty string`, `the number 12`. A string is shown only where asked. */
export function kindOf(value: unknown, options: { reveal?: boolean } = {}): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === "string") {
    if (value === "") return "an empty string";
    if (value.trim() === "") return "a blank string";
    return options.reveal ? JSON.stringify(withoutCredentials(value)) : "a string";
  }
  if (typeof value === "number" || typeof value === "bigint") return `the number ${value}`;
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty array" : "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** User and password of a URL and all of a query may be secrets. */
function withoutCredentials(value: string): string {
  const bare = value.replace(/\/\/[^/@]*@/, "//…@").replace(/([?#]).+$/s, "$1…");
  return bare.length > 80 ? `${bare.slice(0, 80)}…` : bare;
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
