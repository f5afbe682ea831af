import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { adapterSuite, type Mounted } from "../../src/adapters/adapter.suite.ts";
import { answerFetch } from "../../src/adapters/fetch.ts";
import { toNext } from "../../src/adapters/next.ts";
import type { Inbox } from "../../src/inbox.ts";
import { PROJECTS } from "./projects.mjs";

const { FRAMEWORKS = "", FRAMEWORKS_HOME = "" } = process.env;

/** What a project's routes find in place of an inbox of their own: they are built apart, and run in this process. */
interface Here {
  inbox: Inbox;
  hook(request: Request, source: string | undefined): Promise<Response>;
  toNext: typeof toNext;
}

async function mount(name: keyof typeof PROJECTS, inbox: Inbox): Promise<Mounted> {
  const here: Here = {
    inbox,
    hook: (request, source) => answerFetch(inbox, request, { source }),
    toNext,
  };
  Object.assign(globalThis, { here });
  const { default: listener } = (await import(
    /* @vite-ignore */ pathToFileURL(join(FRAMEWORKS_HOME, name, "listener.mjs")).href
  )) as { default: RequestListener };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const parsed = `${origin}/parsed`;
  return { base: `${origin}/hooks`, ...("keepsBytes" in PROJECTS[name] ? { raw: parsed } : { parsed }), close };
}

for (const name of FRAMEWORKS.split(",") as (keyof typeof PROJECTS)[])
  adapterSuite(name, (inbox) => mount(name, inbox), PROJECTS[name].traits);
