// The route of app/webhooks/[source]/, called as Next's App Router calls it: Next itself, 320 MB, is not needed to try it.
// Run: node examples/next/app.mjs
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { curlFor } from "../curl.mjs";
import { GET, POST } from "./app/webhooks/[source]/route.mjs";
import { inbox, secret } from "./inbox.mjs";

const port = Number(process.env.PORT ?? 3000);

const route = (request) => {
  const source = /^\/webhooks\/([^/]+)$/.exec(new URL(request.url).pathname)?.[1];
  if (source === undefined) return new Response("the rest of the app");
  const handle = request.method === "POST" ? POST : GET;
  return handle(request, { params: Promise.resolve({ source }) });
};
const server = createServer(getRequestListener(route)).listen(port, () =>
  console.log(curlFor(port, "/webhooks/github", secret)),
);

process.once("SIGINT", stop).once("SIGTERM", stop);
function stop() {
  server.close(() => inbox.stop());
  server.closeIdleConnections();
}
