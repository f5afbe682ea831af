// One inbox for the process: development loads modules anew, and two inboxes would work side by side.
import { createInbox } from "hookinbox";
import { curlFor } from "../curl.mjs";

const secret = process.env.GITHUB_WEBHOOK_SECRET ?? "example-only-secret";

async function open() {
  const inbox = createInbox({ store: "sqlite:./hookinbox.db", sources: { github: { provider: "github", secret } } });
  inbox.on("github", "*", (event) => console.log(`handled ${event.id}: ${event.type}`));
  await inbox.start();
  console.log(curlFor(process.env.PORT ?? 3000, "/webhooks/github", secret));
  return inbox;
}

globalThis.inbox ??= open();
export const inbox = await globalThis.inbox;
