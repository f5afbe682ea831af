import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { H3, toNodeHandler } from "h3";
import { adapterSuite } from "./adapter.suite.ts";
import { answerFetch } from "./fetch.ts";

// No adapter of its own: h3 (and with it Nuxt and Nitro) hands over a web-standard Request, as `inbox.fetch` takes it.
adapterSuite(
  "h3",
  async (inbox) => {
    const hook = (request: Request, source: string | undefined) => answerFetch(inbox, request, { source });
    const app = new H3();
    app.all("/hooks/:source", ({ req, context }) => hook(req, context.params?.source));
    app.all("/hooks/:source/", ({ req, context }) => hook(req, context.params?.source));
    app.all("/parsed/:source", async ({ req, context }) => {
      await req.json();
      return hook(req, context.params?.source);
    });
    const server = createServer(toNodeHandler(app));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const close = async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
    return { base: `${origin}/hooks`, parsed: `${origin}/parsed`, close };
  },
  { fix: "clone()", joinsHeaders: true },
);
