import { parseRate, RATE_FORM } from "../rate.ts";
import { kindOf, type Mistake } from "./mistakes.ts";

const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) > 0;

/** What is wrong in `concurrency` and `rate`. */
export function limitMistakes(
  at: (...where: string[]) => string,
  { concurrency, rate }: { concurrency: unknown; rate: unknown },
): Mistake[] {
  const mistakes: Mistake[] = [];
  const wrong = (expected: string, value: unknown, ...where: string[]) =>
    mistakes.push({ path: at(...where), message: `expected ${expected}, got ${kindOf(value, { reveal: true })}.` });
  if (typeof concurrency === "object" && concurrency !== null)
    for (const [name, value] of Object.entries(concurrency))
      if (name !== "here" && name !== "total") wrong("`here` or `total`", value, "concurrency", name);
      else if (!isCount(value)) wrong("a whole number from 1 up", value, "concurrency", name);
      else continue;
  else if (concurrency !== undefined && !isCount(concurrency))
    wrong("a whole number from 1 up, or { here, total }", concurrency, "concurrency");
  if (rate !== undefined && parseRate(rate) === undefined) wrong(RATE_FORM, rate, "rate");
  return mistakes;
}
