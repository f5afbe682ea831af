import { inbox } from "../../inbox.mjs";

const receive = ({ request, params }) => inbox.fetch(request, { source: params.source });

export const action = receive; // POST, and PUT, PATCH, DELETE
export const loader = receive; // GET and HEAD, by which some providers shake hands
