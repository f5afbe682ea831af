export const QUIET: string[];
