// The function of handler.mjs behind a small stand-in for API Gateway (HTTP API). Run: node examples/lambda/app.mjs
import { createServer } from "node:http";
import { curlFor } from "../curl.mjs";
import { handler, inbox, secret } from "./handler.mjs";

const port = Number(process.env.PORT ?? 3000);

/** A request as API Gateway's payload 2.0 has it: the body in base64, as its bytes may be no text. */
async function toEvent(request) {
  const chunks = await request.toArray();
  const { pathname, search } = new URL(request.url, "http://localhost");
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: request.headers,
    requestContext: { http: { method: request.method, path: pathname } },
    body: Buffer.concat(chunks).toString("base64"),
    isBase64Encoded: true,
  };
}

const server = createServer(async (request, response) => {
  const { statusCode, headers, body = "", isBase64Encoded } = await handler(await toEvent(request));
  response.writeHead(statusCode, headers).end(isBase64Encoded ? Buffer.from(body, "base64") : body);
}).listen(port, () => console.log(curlFor(port, "/webhooks/github", secret)));

process.once("SIGINT", stop).once("SIGTERM", stop);
function stop() {
  server.close(() => inbox.stop());
  server.closeIdleConnections();
}
