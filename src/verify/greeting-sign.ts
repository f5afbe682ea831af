import { type PathStep, pick, toPathSteps } from "../payload.ts";
import type { GreetingSign } from "../providers/provider.ts";
import type { Reading } from "./reading.ts";

/** Tells a challenge of one kind from every other request. */
export function compileSign(sign: GreetingSign): (reading: Reading) => boolean {
  const absent = sign.absent === undefined ? undefined : toPathSteps(sign.absent);
  const fields = Object.entries(sign.json ?? {}).map(([path, value]) => ({ steps: toPathSteps(path), value }));
  const header = sign.header?.toLowerCase();
  return (reading) => {
    if (sign.method !== undefined && reading.inbound.method.toUpperCase() !== sign.method) return false;
    if (header !== undefined) {
      const value = reading.header(header);
      if (value === undefined || (sign.value !== undefined && value !== sign.value)) return false;
    }
    if (sign.emptyBody && reading.inbound.body.length > 0) return false;
    if (sign.query !== undefined && reading.query(sign.query) === undefined) return false;
    if (fields.length > 0 && !hasFields(reading, fields, sign.only)) return false;
    return absent === undefined || fieldAt(reading, absent) === undefined;
  };
}

/** Bodies of challenges are small: a large body is an event, and is not parsed twice to find out. */
const MAX_BODY = 16_384;

function hasFields(
  reading: Reading,
  fields: readonly { steps: readonly (string | number)[]; value: string | number }[],
  only: readonly string[] | undefined,
): boolean {
  if (reading.inbound.body.length > MAX_BODY) return false;
  const { payload } = reading;
  if (payload.kind !== "json" && payload.kind !== "form") return false;
  const { value } = payload;
  if (only && !(typeof value === "object" && value && Object.keys(value).every((key) => only.includes(key))))
    return false;
  return fields.every(({ steps, value: wanted }) => {
    const found = pick(value, steps);
    return wanted === "*" ? typeof found === "string" : found === wanted;
  });
}

const fieldAt = ({ payload }: Reading, steps: readonly PathStep[]): unknown =>
  payload.kind === "json" || payload.kind === "form" ? pick(payload.value, steps) : undefined;

/** Compares what is shown with the option's values; where there are none, with the secrets. */
