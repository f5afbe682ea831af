import { createHmac } from "node:crypto";

/**
 * A command that posts exactly this body, with the signature that its sender would have computed over these very bytes.
 *
 * @param {{ url: string, body: string, secret: string, header: string, prefix?: string, headers?: Record<string, string> }} request
 */
export function signedCurl({ url, body, secret, header, prefix = "", headers = {} }) {
  const signature = prefix + createHmac("sha256", secret).update(body).digest("hex");
  const lines = Object.entries({ ...headers, [header]: signature }).map(
    ([name, value]) => `-H ${quoted(`${name}: ${value}`)}`,
  );
  // --data-binary sends the bytes as they stand; --data would drop line breaks.
  return [`curl -i ${quoted(url)}`, ...lines, `--data-binary ${quoted(body)}`].join(" \\\n  ");
}

/** In single quotes a shell changes nothing. */
const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
