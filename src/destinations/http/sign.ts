import type { StoredEvent } from "../../types.ts";
import { sign } from "../../verify/sign/sign.ts";

/**
 * Standard Webhooks: `webhook-id` is the event's id, the same in each attempt, so that an app can tell a repeat by it. Several
 * secrets: a signature of each, parted by spaces.
 */
export function signatureHeaders({ id, body }: StoredEvent, secrets: readonly string[], now: number): string[] {
  if (secrets.length === 0) return [];
  const headers = { "webhook-id": id, "webhook-timestamp": String(Math.floor(now / 1000)) };
  const signatures = secrets.map((secret) => {
    const signed = sign("standard-webhooks", { url: "http://localhost/", headers, body }, { secret, now });
    return signed.headers["webhook-signature"] as string;
  });
  return [...Object.entries(headers).flat(), "webhook-signature", signatures.join(" ")];
}
