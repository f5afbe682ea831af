// What `--help` says beside commands and options: in one file, as each that is loaded takes 2 ms of its time.

/** Below the list of the commands. */
export const EXAMPLES = `
Examples:
  hookinbox init github            write a config, handlers and a secret to begin with
  hookinbox doctor                 check config, secrets, store, disk, clock and ports
  hookinbox serve                  receive at http://127.0.0.1:8420/in/<source>, and handle
  hookinbox dev                    the same for a project: reloads what is saved, retries after seconds
  hookinbox send github push       a signed sample event, as GitHub would send it
  hookinbox events --state dead    what failed for good
  hookinbox events show evt_…      one event: headers, body, every attempt
  hookinbox replay evt_…           hand it to its handlers again
  hookinbox replay --state dead    all that failed for good, once they are mended
  hookinbox quarantine             requests that failed verification, and why
  hookinbox events --json | jq     one JSON value a line, wherever there is --json

Environment:
  HOOKINBOX_ADMIN_TOKEN   what the admin API asks for; needed where it can be reached from outside
  HOOKINBOX_LOG_FILE      a file for the log
  NO_COLOR                no colours

A file .env beside the config is read before it. Exit codes: 0 fine; 1 something failed, or was found to be wrong;
2 wrong usage, or a config that cannot be used.`;

/** What `hookinbox dev --help` says beside the options. */
export const DEV_HELP = `
What is saved (config, handlers, the files they import, .env) is taken over behind the open listeners: no request is lost, what
runs may end, the store stays open. A file that cannot be loaded is shown with its place, and the code before it goes on.
Ports, limits, log and admin of the config are read at the start only.

Examples:
  hookinbox dev                    in a folder with a hookinbox.config
  hookinbox dev --fast-retries     a failed handler runs again after a second, not after ten
  hookinbox send github push       from another terminal: a signed sample event`;

/** What `hookinbox send --help` says beside the options. */
export const SEND_HELP = `
Samples are made up, in the public shapes of their providers, and marked by the header X-Hookinbox-Sample. Ids and times
are new in each, so each is a new event. The secret is the config's; it is never an argument, because what stands on a
command line can be read by every user of the machine.

Examples:
  hookinbox send --list                                   what there is
  hookinbox send github issues.opened                     to the inbox that runs here
  hookinbox send stripe invoice.paid --set data.object.total=500
  hookinbox send stripe charge.refunded --print           look at it; or paste the curl command elsewhere
  hookinbox send shopify orders/create --to http://localhost:3000/webhooks --secret-env SHOPIFY_SECRET
  hookinbox send github push --count 1000 --rate 50       50 a second
  hookinbox send github push --key same                   twice: the second is a duplicate
  hookinbox send slack app_mention --body recorded.json   a body of your own, signed
  hookinbox send --scenario checkout.yaml                 several in turn, one customer in all of them

A scenario is a list of steps. What has an id in the samples (customer, invoice, order …) has the same in all steps:
  - send: stripe checkout.session.completed
    set: { data.object.amount_total: 9900 }
  - send: stripe invoice.paid
    delay: 2s
  - send: stripe charge.refunded

Exit codes: 0 each was answered 2xx; 1 one was not, or nothing answers there; 2 wrong usage.`;

/** What `hookinbox listen --help` says beside the options. */
export const LISTEN_HELP = `
Only this machine calls out; nothing reaches in, and nobody else stands in between: the server is the inbox itself. Events come
in the order in which they were accepted, with the headers and the bytes as they came, so signatures still verify here. The
token is that of the server (HOOKINBOX_LISTEN_TOKEN there: it can only listen); here it is read from HOOKINBOX_TOKEN,
HOOKINBOX_LISTEN_TOKEN or HOOKINBOX_ADMIN_TOKEN, or from the variable that --token-env names.

How far it is stands in a file of yours, so after sleep, a lost network or a restart it goes on where it was. While nothing
listens at --to, events wait, in order. What was answered, whatever the answer, is not sent again: press r for that.

Examples:
  hookinbox listen --from https://inbox.example.com --source github --to http://localhost:3000/webhooks
  hookinbox listen --to http://localhost:3000/webhooks --type 'issues.*' --type push
  hookinbox listen --print                          only look, at the inbox of this machine
  hookinbox listen --to … --since 2h                begin with what came in the last two hours
  hookinbox listen --to … --name second             with a cursor of its own: it gets every event as well
  hookinbox listen --to … --name a --share 1/2      two listeners, each gets half; the other: --name b --share 2/2;
                                                    the half of one that is away waits for it

Exit codes: 0 ended by you; 2 the token is not taken, or wrong usage; 1 something else.`;

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

/** What `hookinbox completion --help` says beside the options. */
export const COMPLETION_HELP = `
Put it where your shell reads it:
  bash   echo 'eval "$(hookinbox completion bash)"' >> ~/.bashrc
  zsh    echo 'eval "$(hookinbox completion zsh)"' >> ~/.zshrc      (after compinit)
  fish   hookinbox completion fish > ~/.config/fish/completions/hookinbox.fish

Commands, options, providers, sample types and the sources of the config here are offered.`;
