// What is deployed. On Lambda the store is Postgres and nothing works here: the handlers run in a process that stays.
import { createInbox } from "hookinbox";
import { toLambda } from "hookinbox/lambda";

export const secret = process.env.GITHUB_WEBHOOK_SECRET ?? "example-only-secret";

export const inbox = createInbox({
  store: process.env.DATABASE_URL ?? "sqlite:./hookinbox.db",
  sources: { github: { provider: "github", secret } },
});
inbox.on("github", "*", (event) => console.log(`handled ${event.id}: ${event.type}`));
await inbox.start({ work: process.env.AWS_LAMBDA_FUNCTION_NAME === undefined });

export const handler = toLambda(inbox);
