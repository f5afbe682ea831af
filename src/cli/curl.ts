import { isUtf8 } from "node:buffer";
import { HookinboxError } from "../errors.ts";
import type { SignedRequest } from "../verify/sign/sign.ts";

/** A request as a command for a POSIX shell: pasted, it sends the same bytes. */
export function toCurl({ method, url, headers, body }: SignedRequest): string {
  if (!isUtf8(body) || body.includes(0))
    throw new HookinboxError("WRONG_USAGE", "This body is not text, and cannot stand in a command.", {
      advice: "Send it without --print.",
    });
  const text = Buffer.from(body).toString("utf8");
  const parts = [
    `curl -i -X ${method} ${quoted(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body.length > 0 ? [`--data-binary ${quoted(text)}`] : []),
  ];
  return parts.join(" \\\n  ");
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
