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
  hookinbox listen --to … --name a --share 1/2      two listeners, each gets half; the other: --name b --share 2/2

Exit codes: 0 ended by you; 2 the token is not taken, or wrong usage; 1 something else.`;
