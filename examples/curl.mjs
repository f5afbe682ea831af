import { createHmac, randomUUID } from "node:crypto";

const OPENED = { action: "opened", issue: { number: 1, title: "Hello" } };

/** A command to paste: an event, signed as GitHub signs. */
export function curlFor(port, path, secret, { event = "issues", payload = OPENED } = {}) {
  const body = JSON.stringify(payload);
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  return `listening on port ${port}; send it an event:

curl -i http://127.0.0.1:${port}${path} \\
  -H 'Content-Type: application/json' \\
  -H 'X-GitHub-Event: ${event}' -H 'X-GitHub-Delivery: ${randomUUID()}' \\
  -H 'X-Hub-Signature-256: sha256=${signature}' \\
  --data-binary '${body}'
`;
}
