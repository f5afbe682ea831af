/**
 * A request as a command to paste: the very headers and bytes that were signed.
 *
 * @param {import("hookinbox").SignedRequest} request
 */
export function toCurl({ url, headers, body }) {
  const lines = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  // --data-binary sends the bytes as they stand; --data would drop line breaks.
  return [`curl -i ${quoted(url)}`, ...lines, `--data-binary ${quoted(Buffer.from(body).toString())}`].join(" \\\n  ");
}

/** In single quotes a shell changes nothing. */
const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
