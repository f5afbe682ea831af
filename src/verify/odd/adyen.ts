import { pick, toPathSteps } from "../../payload.ts";
import type { OddSignature } from "../../providers/signature.ts";
import { exactNumber } from "../exact-number.ts";
import { type Refusal, refuse } from "../failures.ts";
import type { Reading } from "../reading.ts";
import type { Scheme, Setting } from "../scheme.ts";
import { Ring } from "./ring.ts";

/** In the order in which they are joined. */
const FIELDS = [
  "pspReference",
  "originalReference",
  "merchantAccountCode",
  "merchantReference",
  "amount.value",
  "amount.currency",
  "eventCode",
  "success",
].map(toPathSteps);

const SIGNATURE = toPathSteps("additionalData.hmacSignature");
const ITEMS = toPathSteps("notificationItems");
const ITEM = toPathSteps("NotificationRequestItem");
const MAX_ITEMS = 100;

/** Odd because each item of a batch is signed by itself, over eight of its fields. All must be right. */
export function makeAdyen(_: OddSignature, setting: Setting): Scheme {
  const ring = new Ring(setting, "sha256", "base64", "hex");
  return {
    carriers: [],
    credentials: [],
    check(reading) {
      const items = itemsOf(reading);
      if (!Array.isArray(items)) return items;
      for (const [i, item] of items.entries()) {
        const signature = pick(item, SIGNATURE);
        if (typeof signature !== "string" || signature === "") {
          return refuse("SIGNATURE_MISSING", `Item ${i + 1} has no additionalData.hmacSignature`);
        }
        if (!ring.signed(signature, [adyenText(item, reading)])) {
          return refuse("SIGNATURE_MISMATCH", `The signature of item ${i + 1} matches no secret of this source`);
        }
      }
      return { ok: true };
    },
  };
}

function itemsOf(reading: Reading): unknown[] | Refusal {
  const { payload } = reading;
  const items = payload.kind === "json" ? pick(payload.value, ITEMS) : undefined;
  if (!Array.isArray(items) || items.length === 0)
    return refuse("SIGNATURE_MISSING", "The body has no notificationItems");
  if (items.length > MAX_ITEMS) return refuse("SIGNATURE_MALFORMED", `The body has more than ${MAX_ITEMS} items`);
  return items.map((item: unknown) => pick(item, ITEM));
}

/** Absent fields count as empty. */
export const adyenText = (item: unknown, { inbound }: Reading): string =>
  FIELDS.map((steps) => {
    const value = pick(item, steps);
    return typeof value === "number"
      ? (exactNumber(value, inbound.body) ?? "")
      : value === undefined || value === null
        ? ""
        : String(value);
  }).join(":");
