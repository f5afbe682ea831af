import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import express, { type RequestHandler } from "express";
import { adapterSuite } from "./adapter.suite.ts";
import { RAW_BODY, toExpress } from "./express.ts";

// Express 4 under another name has no types of its own.
const express4 = createRequire(import.meta.url)("express4") as typeof express;

/** What the refusal of a parsed body says to mount, taken out of its words. */
function rawAsAdvised(framework: typeof express): RequestHandler[] {
  const [, raw] = /(express\.raw\(.*?\)), toExpress/.exec(RAW_BODY) ?? [];
  return [new Function("express", `return ${raw}`)(framework)];
}

for (const [name, framework] of Object.entries({ "express 5": express, "express 4": express4 })) {
  adapterSuite(
    name,
    async (inbox) => {
      const app = framework();
      const mounted = framework.Router();
      mounted.all("/:source", toExpress(inbox));
      app.use("/hooks", mounted);
      app.all("/raw/:source", ...rawAsAdvised(framework), toExpress(inbox));
      app.all("/parsed/:source", framework.json(), toExpress(inbox));
      const server = app.listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const close = async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      };
      return { base: `${origin}/hooks`, raw: `${origin}/raw`, parsed: `${origin}/parsed`, close };
    },
    { fix: "express.json()" },
  );
}
