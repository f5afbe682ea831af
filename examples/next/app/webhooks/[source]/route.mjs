// In a project of Next: app/webhooks/[source]/route.js, with `serverExternalPackages: ["hookinbox"]` in next.config.mjs.
import { toNext } from "hookinbox/next";
import { inbox } from "../../../inbox.mjs";

// GET takes HEAD as well. Providers shake hands by them; where one sends PUT or another, its page says so.
export const POST = toNext(inbox);
export const GET = toNext(inbox);
