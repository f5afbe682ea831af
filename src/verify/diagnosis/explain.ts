import type { Inbound } from "../../types.ts";
import type { Refusal } from "../failures.ts";
import { diagnose } from "./diagnose.ts";
import type { Case } from "./trial.ts";

export type Explain = (refusal: Refusal, inbound: Inbound) => Refusal;

/** Diagnoses a second and source: a flood of bad requests must not cost more than their refusal. */
const DIAGNOSES = 10;

/** Diagnoses refusals of one source, at most so many a second. */
export function makeExplainer(source: Case, most = DIAGNOSES): Explain {
  let second = 0;
  let made = 0;
  return (refusal, inbound) => {
    const now = Math.floor(performance.now() / 1000);
    if (now !== second) {
      second = now;
      made = 0;
    }
    if (++made > most) return refusal;
    try {
      return diagnose(refusal, inbound, source);
    } catch {
      return refusal;
    }
  };
}
