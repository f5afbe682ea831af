import { Exactly } from "./bytes.ts";

/** One line of the tree: a value, or the opening of a container. */
export interface Row {
  readonly path: string;
  readonly depth: number;
  readonly name: string | undefined;
  readonly value: unknown;
  /** How many are in it; `undefined`: it holds none. */
  readonly size: number | undefined;
  readonly open: boolean;
}

/** This many lines a tree has at once: more than anybody reads, and a page takes it well. */
const MOST = 50_000;
/** A container with more in it than this is closed at first. */
const FEW = 60;

const sizeOf = (value: unknown): number | undefined => {
  if (typeof value !== "object" || value === null || value instanceof Exactly) return undefined;
  return Array.isArray(value) ? value.length : Object.keys(value).length;
};

const opensByItself = (depth: number, size: number): boolean => depth === 0 || (depth < 4 && size <= FEW);

/**
 * The lines of what is open. `turned` has the paths whose first state was turned over. No function here calls itself:
 * a body may be nested deeper than any stack.
 */
export function rowsOf(root: unknown, turned: ReadonlySet<string>): { rows: Row[]; cut: boolean } {
  const rows: Row[] = [];
  const todo: { path: string; depth: number; name: string | undefined; value: unknown }[] = [
    { path: "$", depth: 0, name: undefined, value: root },
  ];
  while (todo.length > 0 && rows.length < MOST) {
    const { path, depth, name, value } = todo.pop() as (typeof todo)[number];
    const size = sizeOf(value);
    const open = size !== undefined && size > 0 && opensByItself(depth, size) !== turned.has(path);
    rows.push({ path, depth, name, value, size, open });
    if (!open) continue;
    const entries = Object.entries(value as object);
    // One that is larger than all the lines together is cut here: the rest would never be reached.
    for (let i = Math.min(entries.length, MOST) - 1; i >= 0; i--) {
      const [key, inner] = entries[i] as [string, unknown];
      todo.push({ path: `${path}/${i}`, depth: depth + 1, name: key, value: inner });
    }
  }
  return { rows, cut: todo.length > 0 };
}
