import { kindOf, type Mistake } from "./mistakes.ts";

interface OrderOptions {
  readonly orderBy: unknown;
  readonly onDead: unknown;
  readonly newest: unknown;
}

const isText = (value: unknown): boolean => typeof value === "string" && value.trim() !== "";

const isHeader = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  Object.keys(value).length === 1 &&
  "header" in value &&
  isText(value.header);

/** What a place of an event may be: a path, a header, a function. */
const isPlace = (value: unknown): boolean => isText(value) || isHeader(value) || typeof value === "function";

const PLACES = 'a path such as "data.object.id", { header: "x-order-id" }, a function of the event';

/** What is wrong in `orderBy`, `onDead` and `newest`. */
export function orderMistakes(at: (name: string) => string, { orderBy, onDead, newest }: OrderOptions): Mistake[] {
  const mistakes: Mistake[] = [];
  const wrong = (name: string, expected: string, value: unknown, fix?: string) =>
    mistakes.push({ path: at(name), message: `expected ${expected}; got ${kindOf(value, { reveal: true })}.`, fix });
  if (orderBy !== undefined && orderBy !== true && !isPlace(orderBy))
    wrong("orderBy", `${PLACES}, or true for the provider's own order`, orderBy);
  if (onDead !== undefined && onDead !== "block" && onDead !== "skip") wrong("onDead", '"block" or "skip"', onDead);
  if (newest !== undefined && newest !== true && !isPlace((newest as { by?: unknown } | null)?.by))
    wrong("newest", `{ by: … } with ${PLACES}, or true for the provider's own version`, newest);
  for (const [name, value] of Object.entries({ onDead, newest }))
    if (value !== undefined && orderBy === undefined)
      mistakes.push({
        path: at(name),
        message: `"${name}" is about the order of events, and there is none.`,
        fix: 'Say what orders them as well: orderBy: "data.object.id", or orderBy: true.',
      });
  return mistakes;
}
