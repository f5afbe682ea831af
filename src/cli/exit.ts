/** 0: fine. 1: something failed, or was found to be wrong. 2: wrong usage, or a config that cannot be used. */
export const EXIT = { fine: 0, failed: 1, usage: 2 } as const;
