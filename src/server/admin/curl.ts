import type { SourceSettings } from "../../config/settings.ts";
import { isHookinboxError } from "../../errors.ts";
import { headersOf } from "../../headers.ts";
import { describeProvider } from "../../providers/describe.ts";
import type { HeaderBag } from "../../types.ts";
import { sign } from "../../verify/sign/sign.ts";
import { redactHeaders } from "./redact.ts";

export interface Curl {
  readonly command: string;
  readonly signed: boolean;
  readonly note: string | null;
}

/** Set by curl itself, or of the connection on which the event came. */
const OF_THE_WIRE =
  /^(host|content-length|connection|transfer-encoding|expect|accept-encoding|x-forwarded-.*|forwarded|via)$/i;

/** For a POSIX shell: within single quotes nothing means anything but the quote. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** An event as a command for a shell, signed as of now where what signs it is not the secret in plain sight. */
export function toCurl(
  { provider, secrets, options }: SourceSettings,
  event: { readonly headers: HeaderBag; readonly body: Uint8Array },
  credentials: readonly string[],
  url: string,
  publicUrl: string | undefined,
): Curl {
  const kept = headersOf(withoutWire(event.headers));
  const plain = (note: string): Curl => {
    const shown = pairs(redactHeaders(Object.entries(kept).flat(), credentials));
    // What carries the secret is not stored at all: its place is shown.
    for (const name of credentials) if (!Object.hasOwn(kept, name)) shown.push([name, "[redacted]"]);
    return { command: toCommand(url, shown, event.body), signed: false, note };
  };
  if (!describeProvider(provider).signable)
    return plain(`Only ${provider.name} can sign this: it is refused unless the signature that it has still holds.`);
  try {
    const bare = Object.fromEntries(pairs(redactHeaders(Object.entries(kept).flat(), credentials)).filter(isShown));
    const signed = sign(provider, { url, headers: bare, body: event.body }, { ...options, secret: secrets, publicUrl });
    const command = toCommand(signed.url, Object.entries(signed.headers), signed.body);
    if (secrets.some((secret) => holds(command, secret)))
      return plain("This provider sends the secret itself, so it is left out: put it where [redacted] stands.");
    return { command, signed: true, note: null };
  } catch (error) {
    if (!isHookinboxError(error)) throw error;
    return plain(`It could not be signed: ${error.message}`);
  }
}

/** Whether a secret stands in a text, as it is or as base64 would have it. */
const holds = (text: string, secret: string): boolean =>
  [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")].some((form) => text.includes(form)) ||
  /authorization: basic /i.test(text);

const isShown = ([, value]: readonly [string, string]): boolean => value !== "[redacted]";

function withoutWire(headers: HeaderBag): string[] {
  return pairs(headers)
    .filter(([name]) => !OF_THE_WIRE.test(name))
    .flat();
}

function toCommand(url: string, headers: readonly (readonly [string, string])[], body: Uint8Array): string {
  const lines = headers.map(([name, value]) => `-H ${quoted(`${name}: ${value.replace(/[\r\n\0]/g, " ")}`)}`);
  const { before, data } = bodyOf(body);
  return [`${before}curl -sS -X POST ${quoted(url)}`, ...lines, data].join(" \\\n  ");
}

/** Text goes as it is; anything else, and what a shell's argument cannot hold, in base64 through a pipe. */
function bodyOf(body: Uint8Array): { before: string; data: string } {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
  const isText = !text.includes("\0") && Buffer.from(text, "utf8").equals(body) && body.length < 100_000;
  // Not --data-binary: a body that begins with @ would name a file.
  if (isText) return { before: "", data: `--data-raw ${quoted(text)}` };
  return {
    before: `printf %s ${quoted(Buffer.from(body).toString("base64"))} | base64 -d | `,
    data: "--data-binary @-",
  };
}

const pairs = (flat: readonly string[]): [string, string][] =>
  Array.from({ length: flat.length / 2 }, (_, i) => [flat[i * 2] ?? "", flat[i * 2 + 1] ?? ""]);
