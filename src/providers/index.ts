import { ably } from "./ably.ts";
import { adyen } from "./adyen.ts";
import { adyenPlatform } from "./adyen-platform.ts";
import { affirm } from "./affirm.ts";
import { aftership } from "./aftership.ts";
import { airship } from "./airship.ts";
import { airtable } from "./airtable.ts";
import { airwallex } from "./airwallex.ts";
import { asana } from "./asana.ts";
import { ashby } from "./ashby.ts";
import { auth0 } from "./auth0.ts";
import { authorizeNet } from "./authorize-net.ts";
import { autodeskAps } from "./autodesk-aps.ts";
import { awsSns } from "./aws-sns.ts";
import { azureEventGrid } from "./azure-event-grid.ts";
import { bigcommerce } from "./bigcommerce.ts";
import { bitbucket } from "./bitbucket.ts";
import { bolt } from "./bolt.ts";
import { box } from "./box.ts";
import { braintree } from "./braintree.ts";
import { brex } from "./brex.ts";
import { buildkite } from "./buildkite.ts";
import { calCom } from "./cal-com.ts";
import { calendly } from "./calendly.ts";
import { cashfree } from "./cashfree.ts";
import { chargebee } from "./chargebee.ts";
import { chargify } from "./chargify.ts";
import { chargifyMd5 } from "./chargify-md5.ts";
import { checkoutCom } from "./checkout-com.ts";
import { checkr } from "./checkr.ts";
import { circleci } from "./circleci.ts";
import { clerk } from "./clerk.ts";
import { clickup } from "./clickup.ts";
import { cloudinary } from "./cloudinary.ts";
import { coinbaseCdp } from "./coinbase-cdp.ts";
import { coinbaseCommerce } from "./coinbase-commerce.ts";
import { coinflow } from "./coinflow.ts";
import { coinify } from "./coinify.ts";
import { configcat } from "./configcat.ts";
import { contentful } from "./contentful.ts";
import { convoy } from "./convoy.ts";
import { cronofy } from "./cronofy.ts";
import { cursor } from "./cursor.ts";
import { customerIo } from "./customer-io.ts";
import { deel } from "./deel.ts";
import { deepgram } from "./deepgram.ts";
import { discord } from "./discord.ts";
import { dockerHub } from "./docker-hub.ts";
import { docusign } from "./docusign.ts";
import { dodoPayments } from "./dodo-payments.ts";
import { doppler } from "./doppler.ts";
import { dropbox } from "./dropbox.ts";
import { dub } from "./dub.ts";
import { dwolla } from "./dwolla.ts";
import { ebay } from "./ebay.ts";
import { elevenlabs } from "./elevenlabs.ts";
import { etsy } from "./etsy.ts";
import { fal } from "./fal.ts";
import { figma } from "./figma.ts";
import { finch } from "./finch.ts";
import { flutterwave } from "./flutterwave.ts";
import { framer } from "./framer.ts";
import { front } from "./front.ts";
import { fusionauth } from "./fusionauth.ts";
import { gemini } from "./gemini.ts";
import { generic } from "./generic.ts";
import { gitea } from "./gitea.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { gitlabSigningToken } from "./gitlab-signing-token.ts";
import { gocardless } from "./gocardless.ts";
import { googlePubsub } from "./google-pubsub.ts";
import { grafana } from "./grafana.ts";
import { heroku } from "./heroku.ts";
import { hookdeck } from "./hookdeck.ts";
import { hubspot } from "./hubspot.ts";
import { hubspotV1 } from "./hubspot-v1.ts";
import { hubspotV2 } from "./hubspot-v2.ts";
import { hubspotV3 } from "./hubspot-v3.ts";
import { incidentIo } from "./incident-io.ts";
import { increase } from "./increase.ts";
import { intercom } from "./intercom.ts";
import { jira } from "./jira.ts";
import { jiraConnect } from "./jira-connect.ts";
import { keygen } from "./keygen.ts";
import { kinde } from "./kinde.ts";
import { klaviyo } from "./klaviyo.ts";
import { knock } from "./knock.ts";
import { launchdarkly } from "./launchdarkly.ts";
import { lemonSqueezy } from "./lemon-squeezy.ts";
import { line } from "./line.ts";
import { linear } from "./linear.ts";
import { linkedin } from "./linkedin.ts";
import { lob } from "./lob.ts";
import { loops } from "./loops.ts";
import { mailgun } from "./mailgun.ts";
import { mandrill } from "./mandrill.ts";
import { mercadoPago } from "./mercado-pago.ts";
import { mergeDev } from "./merge-dev.ts";
import { messagebird } from "./messagebird.ts";
import { meta } from "./meta.ts";
import { microsoftGraph } from "./microsoft-graph.ts";
import { modernTreasury } from "./modern-treasury.ts";
import { mollie } from "./mollie.ts";
import { monday } from "./monday.ts";
import { mongodbAtlas } from "./mongodb-atlas.ts";
import { msTeams } from "./ms-teams.ts";
import { mux } from "./mux.ts";
import { netlify } from "./netlify.ts";
import { none } from "./none.ts";
import { notion } from "./notion.ts";
import { npm } from "./npm.ts";
import { nylas } from "./nylas.ts";
import { okta } from "./okta.ts";
import { oncehub } from "./oncehub.ts";
import { onfleet } from "./onfleet.ts";
import { openai } from "./openai.ts";
import { paddle } from "./paddle.ts";
import { pagerduty } from "./pagerduty.ts";
import { paypal } from "./paypal.ts";
import { paystack } from "./paystack.ts";
import { persona } from "./persona.ts";
import { plaid } from "./plaid.ts";
import { plivo } from "./plivo.ts";
import { polar } from "./polar.ts";
import { postmark } from "./postmark.ts";
import { primer } from "./primer.ts";
import type { Provider } from "./provider.ts";
import { pusher } from "./pusher.ts";
import { quickbooks } from "./quickbooks.ts";
import { razorpay } from "./razorpay.ts";
import { recurly } from "./recurly.ts";
import { render } from "./render.ts";
import { replicate } from "./replicate.ts";
import { resend } from "./resend.ts";
import { sanity } from "./sanity.ts";
import { segment } from "./segment.ts";
import { sendbird } from "./sendbird.ts";
import { sendgrid } from "./sendgrid.ts";
import { sentry } from "./sentry.ts";
import { shippo } from "./shippo.ts";
import { shopify } from "./shopify.ts";
import { sinch } from "./sinch.ts";
import { slack } from "./slack.ts";
import { sparkpost } from "./sparkpost.ts";
import { square } from "./square.ts";
import { squarespace } from "./squarespace.ts";
import { standardWebhooks } from "./standard-webhooks.ts";
import { standardWebhooksAsymmetric } from "./standard-webhooks-asymmetric.ts";
import { stripe } from "./stripe.ts";
import { stytch } from "./stytch.ts";
import { supabase } from "./supabase.ts";
import { svixProvider } from "./svix.ts";
import { tally } from "./tally.ts";
import { telegram } from "./telegram.ts";
import { telnyx } from "./telnyx.ts";
import { tiktok } from "./tiktok.ts";
import { travisCi } from "./travis-ci.ts";
import { trello } from "./trello.ts";
import { twilio } from "./twilio.ts";
import { twitch } from "./twitch.ts";
import { typeform } from "./typeform.ts";
import { vanta } from "./vanta.ts";
import { vercel } from "./vercel.ts";
import { vonage } from "./vonage.ts";
import { webflow } from "./webflow.ts";
import { wise } from "./wise.ts";
import { woocommerce } from "./woocommerce.ts";
import { workos } from "./workos.ts";
import { x } from "./x.ts";
import { xero } from "./xero.ts";
import { zendesk } from "./zendesk.ts";
import { zohoPayments } from "./zoho-payments.ts";
import { zoom } from "./zoom.ts";

// biome-ignore format: one line for each would be as long again as the imports
const ALL: readonly Provider[] = [
  ably, adyen, adyenPlatform, affirm, aftership, airship, airtable, airwallex, asana, ashby, auth0, authorizeNet,
  autodeskAps, awsSns, azureEventGrid, bigcommerce, bitbucket, bolt, box, braintree, brex, buildkite, calCom,
  calendly, cashfree, chargebee, chargify, chargifyMd5, checkoutCom, checkr, circleci, clerk, clickup, cloudinary,
  coinbaseCdp, coinbaseCommerce, configcat, coinflow, coinify, contentful, convoy, cronofy, cursor, customerIo, deel, deepgram, discord,
  dockerHub, docusign, dodoPayments, doppler, dropbox, dub, dwolla, ebay, elevenlabs, etsy, fal, figma, finch,
  flutterwave, framer, front, fusionauth, gemini, generic, gitea, github, gitlab, gitlabSigningToken, gocardless,
  googlePubsub, grafana, heroku, hookdeck, hubspot, hubspotV1, hubspotV2, hubspotV3, incidentIo, increase, intercom, jira,
  jiraConnect, keygen, kinde, klaviyo, knock, launchdarkly, lemonSqueezy, line, linear, linkedin, lob, loops,
  mailgun, mandrill, mercadoPago, mergeDev, messagebird, meta, microsoftGraph, modernTreasury, mollie, monday,
  mongodbAtlas, msTeams, mux, netlify, none, notion, npm, nylas, okta, oncehub, onfleet, openai, paddle, pagerduty,
  paypal, paystack, persona, plaid, plivo, polar, postmark, primer, pusher, quickbooks, razorpay, recurly, render,
  replicate, resend, sanity, segment, sendbird, sendgrid, sentry, shippo, shopify, sinch, slack, sparkpost, square,
  squarespace, standardWebhooks, standardWebhooksAsymmetric, stripe, stytch, supabase, svixProvider, tally, telegram,
  telnyx, tiktok, travisCi, trello, twilio, twitch, typeform, vanta, vercel, vonage, webflow, wise, woocommerce,
  workos, x, xero, zendesk, zohoPayments, zoom,
];

/** Every definition, by id. */
export const providers: Readonly<Record<string, Provider>> = Object.fromEntries(
  ALL.map((provider) => [provider.id, provider]),
);
