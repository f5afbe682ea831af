import { inbox } from "../../../inbox.mjs";

export const prerender = false;

// Every method: some providers shake hands by GET or HEAD.
export const ALL = ({ request, params }) => inbox.fetch(request, { source: params.source });
