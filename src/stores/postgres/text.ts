import type { HeaderBag } from "../../types.ts";

/** Postgres' text holds no NUL; an error's message or a refused request's address may. */
export const withoutNul = (text: string): string => (text.includes("\0") ? text.replaceAll("\0", "\ufffd") : text);

/** Headers as they are stored: names and values in turn, a line each. HTTP allows no line break in either. */
export const joinHeaders = (headers: HeaderBag): string => withoutNul(headers.join("\n"));
export const splitHeaders = (text: string): string[] => (text === "" ? [] : text.split("\n"));

/** An event's id and its UUID, which is what the database holds. */
export const toUuid = (id: string): string => id.slice(4);
export const toEventId = (uuid: unknown): string => `evt_${uuid}`;

/** The UUID of what may be an event's id, asked for by a person. */
export const readUuid = (id: string): string | undefined =>
  /^evt_([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/.exec(id)?.[1];
