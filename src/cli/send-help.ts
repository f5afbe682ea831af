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
