// One inbox for the process: Astro has a copy of this module in what it builds, and two inboxes would work side by side.
// `node --import` starts it with the server, not with the first request: what waits from before is handled at once.
import { createInbox } from "hookinbox";
import { curlFor } from "../curl.mjs";

const secret = process.env.GITHUB_WEBHOOK_SECRET ?? "example-only-secret";

async function open() {
  const inbox = createInbox({ store: "sqlite:./hookinbox.db", sources: { github: { provider: "github", secret } } });
  inbox.on("github", "*", (event) => console.log(`handled ${event.id}: ${event.type}`));
  await inbox.start();
  // Astro's own server does not close at a signal: the process ends once the inbox has.
  const stop = () => inbox.stop().then(() => process.exit());
  process.once("SIGINT", stop).once("SIGTERM", stop);
  console.log(curlFor(process.env.PORT ?? 3000, "/webhooks/github", secret));
  return inbox;
}

globalThis.inbox ??= open();
export const inbox = await globalThis.inbox;
