/**
 * What a pending delivery's due time says when it is no time: a claim asks for what is due by now, so it passes over these
 * without reading them, however many there are.
 */

/** A sync source's: claimed by its event, never by itself. */
export const NEVER = Number.MAX_SAFE_INTEGER;
/** Another one holds its lane: due when that one lets go. */
export const IN_LANE = NEVER - 1;
/** No due time is later than this one. Those of paused sources lie between: each pause has one of its own. */
export const LAST_DUE = NEVER - 1_000_000;

/** Where the deliveries of a paused source are parked, by the pause's number. */
export const parkedAt = (pause: number): number => LAST_DUE + 1 + (pause % 999_000);
