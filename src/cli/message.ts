import { isUtf8 } from "node:buffer";
import { formatSize } from "../config/sizes.ts";
import type { HeaderBag } from "../types.ts";
import { paint, print, printable } from "./output.ts";

/** More of a body than this is no help on a terminal. */
const SHOWN = 4096;

/** A body for JSON: as text where it is UTF-8, else in base64. Either gives the same bytes back. */
export const asText = (body: Uint8Array): { body: string } | { bodyBase64: string } =>
  isUtf8(body) ? { body: Buffer.from(body).toString("utf8") } : { bodyBase64: Buffer.from(body).toString("base64") };

/** A stored request's headers, as they came. */
export function showHeaders(headers: HeaderBag): void {
  print(`\n${paint.bold("Headers")}${headers.length === 0 ? "  pruned" : ""}`);
  for (let i = 0; i < headers.length; i += 2)
    print(`  ${paint.dim(`${printable(headers[i] ?? "")}:`)} ${printable(headers[i + 1] ?? "")}`);
}

/** A stored request's body, as far as it can be read. */
export function showBody(body: Uint8Array | undefined): void {
  print(
    `\n${paint.bold("Body")}  ${body === undefined ? "pruned" : body.length === 0 ? "empty" : formatSize(body.length)}`,
  );
  if (body === undefined || body.length === 0) return;
  if (!isUtf8(body)) {
    print("  not text; all of it: --body > file");
    return;
  }
  const text = Buffer.from(body).toString("utf8");
  print(printable(text.slice(0, SHOWN), { lines: true }));
  if (text.length > SHOWN) print(paint.dim("… all of it: --body"));
}
