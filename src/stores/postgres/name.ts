/**
 * A store's address as people may see it: user, host, database, and the schema where it is named, as two inboxes may
 * stand in one database. Not the password, and nothing else that follows `?`.
 */
export function shownAddress(address: string): string {
  if (!URL.canParse(address)) return "postgres:";
  const { username, host, pathname, searchParams } = new URL(address);
  const schema = searchParams.get("schema");
  return `postgres://${username && `${username}@`}${host}${pathname}${schema === null ? "" : `?schema=${schema}`}`;
}
