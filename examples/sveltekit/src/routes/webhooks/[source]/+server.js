import { inbox } from "../../../../inbox.mjs";

// Every method: some providers shake hands by GET or HEAD.
export const fallback = ({ request, params }) => inbox.fetch(request, { source: params.source });
