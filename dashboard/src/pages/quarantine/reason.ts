import { ERRORS } from "../../../../src/errors.ts";

/** What a reason says and advises: the table that the server itself answers from. */
export function reasonOf(code: string): { title: string; advice: string } {
  const known = (ERRORS as Record<string, { title: string; advice: string } | undefined>)[code];
  return known ?? { title: code, advice: "" };
}
