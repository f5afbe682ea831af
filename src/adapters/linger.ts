/** After a refusal the sender may go on sending this much, unheard, so that it comes to read the answer. */
export const LINGER_BYTES = 8 * 1024 * 1024;
/** … and for this long, in ms. A sender that reads while it writes hangs up long before. */
export const LINGER_TIME = 3_000;
