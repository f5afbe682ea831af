// In a project of Next: app/webhooks/[source]/route.js, with `serverExternalPackages: ["hookinbox"]` in next.config.mjs.
import { toNext } from "hookinbox/next";
import { inbox } from "../../../inbox.mjs";

export const POST = toNext(inbox);
