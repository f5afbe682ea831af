import { createHash, timingSafeEqual } from "node:crypto";

/** Wrong tokens that an address may show at once; after that one every `REFILL` ms. */
const TRIES = 10;
const REFILL = 6_000;
/** Addresses that are remembered. The oldest makes room. */
const ADDRESSES = 1_000;

export type Shown = "right" | "none" | "wrong" | "blocked";

/**
 * Judges `Authorization: Bearer …` in constant time. An address that has shown too many wrong tokens is not compared at
 * all for a while, right or wrong: else guessing would only be slower to be told.
 */
export function createTokenGate(token: string, clock: () => number = Date.now) {
  const right = digest(token);
  const tries = new Map<string, { left: number; at: number }>();

  const triesOf = (address: string) => {
    const now = clock();
    const seen = tries.get(address);
    const left = seen ? Math.min(TRIES, seen.left + Math.floor((now - seen.at) / REFILL)) : TRIES;
    return { left, at: seen && left < TRIES ? seen.at + Math.floor((now - seen.at) / REFILL) * REFILL : now };
  };

  return (authorization: string | undefined, address: string): Shown => {
    if (authorization === undefined) return "none";
    const state = triesOf(address);
    if (state.left <= 0) return "blocked";
    const shown = /^bearer +([^\s]+) *$/i.exec(authorization)?.[1] ?? "";
    if (timingSafeEqual(digest(shown), right)) return "right";
    tries.delete(address);
    tries.set(address, { left: state.left - 1, at: state.at });
    if (tries.size > ADDRESSES) tries.delete(tries.keys().next().value as string);
    return "wrong";
  };
}

/** Digests have one length, so the comparison tells nothing of the token's. */
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
