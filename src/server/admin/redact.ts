import { CREDENTIALS, header } from "../../headers.ts";
import type { HeaderBag } from "../../types.ts";

const REDACTED = "[redacted]";
const TELLING = /token|secret|passw|api[-_]?key|auth|^code$/i;

/**
 * The same headers without credentials: their names stay, for those who look for a fault. `credentials`: the source's own;
 * `undefined` for a source that is not in the config, of which every name that sounds like one is taken for one.
 * `signatures`: what was verified there is no credential but a signature of this very body, whatever the name.
 */
export function redactHeaders(
  headers: HeaderBag,
  credentials: readonly string[] | undefined,
  signatures: readonly string[] = [],
): string[] {
  const isCredential = (name: string) =>
    (CREDENTIALS.includes(name) && !signatures.includes(name)) ||
    (credentials ? credentials.includes(name) : TELLING.test(name));
  return headers.map((text, i) => {
    if (i % 2 === 0) return text;
    return isCredential((headers[i - 1] as string).toLowerCase()) ? REDACTED : text;
  });
}

/** Headers that a person edited: where a credential was shown as `[redacted]` and left so, it is what it was. */
export function keepRedacted(edited: HeaderBag, first: HeaderBag): string[] {
  return edited.map((text, i) => {
    if (i % 2 === 0 || text !== REDACTED) return text;
    const name = (edited[i - 1] as string).toLowerCase();
    return header(first, name) ?? text;
  });
}

/** The same URL without values of parameters that are named like a credential. */
export function redactUrl(url: string): string {
  const query = url.indexOf("?");
  if (query < 0) return url;
  const parameters = url.slice(query + 1).split("&");
  const shown = parameters.map((parameter) => {
    const name = parameter.split("=", 1)[0] as string;
    return TELLING.test(name) && parameter.includes("=") ? `${name}=${REDACTED}` : parameter;
  });
  return `${url.slice(0, query)}?${shown.join("&")}`;
}
