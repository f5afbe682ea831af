// One inbox for the process: development loads modules anew, and two inboxes would work side by side.
import { createInbox } from "hookinbox";

export const secret = process.env.GITHUB_WEBHOOK_SECRET ?? "example-only-secret";

async function open() {
  const inbox = createInbox({ store: "sqlite:./hookinbox.db", sources: { github: { provider: "github", secret } } });
  inbox.on("github", "*", (event) => console.log(`handled ${event.id}: ${event.type}`));
  await inbox.start();
  return inbox;
}

// A build loads the routes as well, and must not handle events.
if (process.env.NEXT_PHASE !== "phase-production-build") globalThis.inbox ??= open();
export const inbox = await globalThis.inbox;
