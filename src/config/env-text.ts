import { parseEnv } from "node:util";

/** `NAME=` with nothing but blanks behind it. */
const BLANK = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(?=\r?$)/gm;

/**
 * The variables of an env file. Node 24 reads over the end of a line whose value is blanks: `SECRET= ` took the whole next
 * line, `NEXT=…`, for the secret, where a blank one is to be refused; and a blank `export A =` set `export A`. So such
 * lines are made plain first.
 *
 * @example parseEnvText("A= \nB=2") // { A: "", B: "2" }
 */
export const parseEnvText = (text: string): Record<string, string> =>
  parseEnv(text.replace(BLANK, "$1=")) as Record<string, string>;
