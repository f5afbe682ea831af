import type { Reply } from "../../types.ts";

/** Bytes that a stranger sent: a browser must save them, and neither show nor run them. */
export function bytesReply(name: string, bytes: Uint8Array): Reply {
  return {
    status: 200,
    headers: {
      "content-type": "application/octet-stream",
      "x-content-type-options": "nosniff",
      "content-disposition": `attachment; filename="${name.replace(/[^\w.-]/g, "_")}.bin"`,
    },
    body: bytes,
  };
}
