import { adyen } from "./adyen.ts";
import { airwallex } from "./airwallex.ts";
import { asana } from "./asana.ts";
import { auth0 } from "./auth0.ts";
import { bitbucket } from "./bitbucket.ts";
import { box } from "./box.ts";
import { buildkite } from "./buildkite.ts";
import { calCom } from "./cal-com.ts";
import { calendly } from "./calendly.ts";
import { chargebee } from "./chargebee.ts";
import { chargify } from "./chargify.ts";
import { checkoutCom } from "./checkout-com.ts";
import { circleci } from "./circleci.ts";
import { clerk } from "./clerk.ts";
import { customerIo } from "./customer-io.ts";
import { discord } from "./discord.ts";
import { docusign } from "./docusign.ts";
import { gitea } from "./gitea.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { gocardless } from "./gocardless.ts";
import { grafana } from "./grafana.ts";
import { hubspot } from "./hubspot.ts";
import { intercom } from "./intercom.ts";
import { jira } from "./jira.ts";
import { lemonSqueezy } from "./lemon-squeezy.ts";
import { line } from "./line.ts";
import { linear } from "./linear.ts";
import { mailgun } from "./mailgun.ts";
import { meta } from "./meta.ts";
import { mux } from "./mux.ts";
import { notion } from "./notion.ts";
import { okta } from "./okta.ts";
import { openai } from "./openai.ts";
import { paddle } from "./paddle.ts";
import { pagerduty } from "./pagerduty.ts";
import { paystack } from "./paystack.ts";
import { polar } from "./polar.ts";
import { postmark } from "./postmark.ts";
import { razorpay } from "./razorpay.ts";
import { recurly } from "./recurly.ts";
import { replicate } from "./replicate.ts";
import { resend } from "./resend.ts";
import type { Samples } from "./samples.ts";
import { segment } from "./segment.ts";
import { sendgrid } from "./sendgrid.ts";
import { sentry } from "./sentry.ts";
import { shopify } from "./shopify.ts";
import { slack } from "./slack.ts";
import { square } from "./square.ts";
import { standardWebhooks } from "./standard-webhooks.ts";
import { stripe } from "./stripe.ts";
import { svix } from "./svix.ts";
import { tally } from "./tally.ts";
import { telegram } from "./telegram.ts";
import { telnyx } from "./telnyx.ts";
import { trello } from "./trello.ts";
import { twilio } from "./twilio.ts";
import { twitch } from "./twitch.ts";
import { typeform } from "./typeform.ts";
import { vercel } from "./vercel.ts";
import { woocommerce } from "./woocommerce.ts";
import { workos } from "./workos.ts";
import { xero } from "./xero.ts";
import { zendesk } from "./zendesk.ts";
import { zoom } from "./zoom.ts";

/** What there is, by the provider's id. */
export const samples: Readonly<Record<string, Samples>> = {
  adyen,
  airwallex,
  asana,
  auth0,
  bitbucket,
  box,
  buildkite,
  "cal-com": calCom,
  calendly,
  chargebee,
  chargify,
  "checkout-com": checkoutCom,
  circleci,
  clerk,
  "customer-io": customerIo,
  discord,
  docusign,
  gitea,
  github,
  gitlab,
  gocardless,
  grafana,
  hubspot,
  intercom,
  jira,
  "lemon-squeezy": lemonSqueezy,
  line,
  linear,
  mailgun,
  meta,
  mux,
  notion,
  okta,
  openai,
  paddle,
  pagerduty,
  paystack,
  polar,
  postmark,
  razorpay,
  recurly,
  replicate,
  resend,
  segment,
  sendgrid,
  sentry,
  shopify,
  slack,
  square,
  "standard-webhooks": standardWebhooks,
  stripe,
  svix,
  tally,
  telegram,
  telnyx,
  trello,
  twilio,
  twitch,
  typeform,
  vercel,
  woocommerce,
  workos,
  xero,
  zendesk,
  zoom,
  // The same events, signed in the older way.
  "chargify-md5": chargify,
};
