import { inbox } from "../../../inbox.mjs";

// Every method, as the file's name has none: some providers shake hands by GET or HEAD.
export default defineEventHandler((event) =>
  inbox.fetch(toWebRequest(event), { source: getRouterParam(event, "source") }),
);
