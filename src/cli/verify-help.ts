/** What `hookinbox verify --help` says beside the options. */
export const VERIFY_HELP = `
The secret is never an argument: what stands on a command line can be read by every user of the machine, in the list of
processes, and stays in the shell's history. Name the variable, the file, or give it on stdin. Several make a ring.
The same holds for a --header that is itself the secret (a token, a password): put such a request into a file.

Examples:
  hookinbox verify github --secret-env GITHUB_SECRET --request saved.http
  hookinbox verify stripe --secret-file secret.txt --request saved.http --now 2026-11-21T09:00:00Z
  pass show slack/signing | hookinbox verify slack --secret-stdin --request saved.http
  hookinbox verify shopify --secret-env SHOP_SECRET --header 'X-Shopify-Hmac-Sha256: 7OMf…' --body body.json
  hookinbox verify twilio --secret-env TWILIO_TOKEN --request saved.http --url https://example.com/in/twilio
  hookinbox verify generic --option header=x-signature --secret-env ACME_SECRET --request - < saved.http
  hookinbox verify --quarantine qrt_019…       why it was refused, and whether it still would be

A saved request is what was sent, byte for byte:
  POST /in/github HTTP/1.1
  Host: inbox.example.com
  X-Hub-Signature-256: sha256=…

  {"action":"opened"}

or JSON, as "hookinbox quarantine show --json" prints it: {"method":"POST","url":"/in/github","headers":{…},"body":"…"},
with bodyBase64 in place of body where the bytes are not text. A body that was parsed and written again does not verify.

Exit codes: 0 verified; 1 refused; 2 wrong usage. The right signature is never shown. Keys that a provider publishes
(PayPal, AWS SNS, …) are fetched from its own hosts; nothing else is called.`;
