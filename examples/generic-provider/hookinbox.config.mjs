// A sender that is not in the list. Run: node dist/cli.js serve --config examples/generic-provider/hookinbox.config.mjs
import { createHmac } from "node:crypto";

const secret = "example-only-secret";

/** @type {import("hookinbox").Config} */
export default {
  store: "sqlite:./hookinbox.db",
  sources: {
    acme: {
      provider: "generic",
      secret,
      header: "x-acme-signature",
      prefix: "v1=",
      // What is signed: the time, a dot, the body. So an old request cannot be sent again as a new one.
      template: "{timestamp}.{body}",
      timestampHeader: "x-acme-time",
      keyFrom: "json:id",
      typeFrom: "json:event",
    },
  },
  handlers: "./handlers.mjs",
};

if (process.argv.includes("serve")) {
  const flag = process.argv.indexOf("--port");
  const body = JSON.stringify({ id: `acme-${Date.now()}`, event: "order.paid", order: 17 });
  const time = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
  console.log(`Within five minutes, as the time is signed:

curl -i http://127.0.0.1:${flag < 0 ? 8420 : process.argv[flag + 1]}/in/acme \\
  -H 'Content-Type: application/json' \\
  -H 'X-Acme-Time: ${time}' -H 'X-Acme-Signature: v1=${signature}' \\
  --data-binary '${body}'
`);
}
