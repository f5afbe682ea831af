/** A token taken apart: only the first two parts are signed. */
export interface Token {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signed: string;
  readonly signature: string;
}

/** A compact token: three parts of base64url, the first two JSON objects. */
export function parseToken(text: string): Token | undefined {
  const parts = text.split(".", 4);
  const [header = "", claims = "", signature = ""] = parts;
  if (parts.length !== 3 || signature === "") return undefined;
  const read = [header, claims].map(readPart);
  return read[0] && read[1]
    ? { header: read[0], claims: read[1], signed: `${header}.${claims}`, signature }
    : undefined;
}

function readPart(part: string): Record<string, unknown> | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(part)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
