import { createHash, timingSafeEqual } from "node:crypto";

/** What may be done: everything, or only listening to what comes in. */
export type Role = "admin" | "listen";

/** Wrong tokens that an address may show at once; after that one every `REFILL` ms. */
const TRIES = 10;
const REFILL = 6_000;
/** Addresses that are remembered. The oldest makes room. */
const ADDRESSES = 1_000;

export type Shown = Role | "none" | "wrong" | "blocked";

export type TokenGate = (token: string | undefined, address: string) => Shown;

/**
 * Judges a token in constant time. An address that has shown too many wrong ones is not compared at all for a while, right
 * or wrong: else guessing would only be slower to be told.
 */
export function createTokenGate(
  tokens: readonly { readonly token: string; readonly role: Role }[],
  clock: () => number = Date.now,
): TokenGate {
  const known = tokens.map(({ token, role }) => ({ digest: digest(token), role }));
  const tries = new Map<string, { left: number; at: number }>();

  const triesOf = (address: string) => {
    const now = clock();
    const seen = tries.get(address);
    const left = seen ? Math.min(TRIES, seen.left + Math.floor((now - seen.at) / REFILL)) : TRIES;
    return { left, at: seen && left < TRIES ? seen.at + Math.floor((now - seen.at) / REFILL) * REFILL : now };
  };

  return (token, address) => {
    if (token === undefined) return "none";
    const state = triesOf(address);
    if (state.left <= 0) return "blocked";
    const shown = digest(token);
    // Each is compared, so that the time tells nothing of which it was.
    const right = known.filter((one) => timingSafeEqual(shown, one.digest));
    if (right[0]) return right[0].role;
    tries.delete(address);
    tries.set(address, { left: state.left - 1, at: state.at });
    if (tries.size > ADDRESSES) tries.delete(tries.keys().next().value as string);
    return "wrong";
  };
}

/** What `Authorization: Bearer …` shows; `""`: something else. */
export const bearerOf = (authorization: string | undefined): string | undefined =>
  authorization === undefined ? undefined : (/^bearer +([^\s]+) *$/i.exec(authorization)?.[1] ?? "");

/** Digests have one length, so the comparison tells nothing of the token's. */
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
