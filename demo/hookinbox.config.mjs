// What `npm start` serves: four sources, to look at and to play with.
import { sign } from "hookinbox";
import { toCurl } from "./curl.mjs";

// For this demo only: everybody who reads this file knows them.
const DEMO_SECRETS = {
  github: "demo-only-github-secret",
  stripe: "whsec_demo_only_stripe_secret",
  chargify: "demo-only-chargify-secret",
  standard: `whsec_${Buffer.from("demo-only-standard-webhooks").toString("base64")}`,
};

/** @type {import("hookinbox").Config} */
export default {
  store: "sqlite:./hookinbox.db",
  sources: {
    github: { provider: "github", secret: DEMO_SECRETS.github },
    stripe: { provider: "stripe", secret: DEMO_SECRETS.stripe },
    // An address of its own, as one that an older endpoint had; /in/chargify works as well.
    chargify: { provider: "chargify", secret: DEMO_SECRETS.chargify, path: "/api/customer_signup/" },
    standard: { provider: "standard-webhooks", secret: DEMO_SECRETS.standard },
  },
  handlers: "./handlers.mjs",
  // Fast, so that retries can be watched. Yours should span a day: leave this out.
  work: { retry: ["1s", "2s", "3s"] },
};

if (process.argv.includes("serve")) console.log(tryThese(`http://127.0.0.1:${portOf(process.argv)}`));

/** Commands to paste while it runs. */
function tryThese(origin) {
  const { github, stripe, chargify } = DEMO_SECRETS;
  const issue = (action, title) =>
    sign(
      "github",
      { url: `${origin}/in/github`, body: JSON.stringify({ action, issue: { title } }) },
      { secret: github, type: "issues" },
    );
  const payment = sign(
    "chargify",
    {
      url: `${origin}/api/customer_signup/`,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "event=payment_failure&payload[subscription][id]=17&payload[customer][email]=ada@example.com",
    },
    { secret: chargify },
  );
  const invoice = sign(
    "stripe",
    { url: `${origin}/in/stripe`, body: JSON.stringify({ id: `evt_${Date.now()}`, type: "invoice.paid" }) },
    { secret: stripe },
  );
  return `
# A signed request, as GitHub would send it. Paste it twice: the second is a duplicate, and starts nothing.
${toCurl(issue("opened", "It's here"))}

# A form, as Chargify would send it. Its handler fails twice, and is tried again.
${toCurl(payment)}

# As Stripe would send it. The time is signed: five minutes from now it is too old.
${toCurl(invoice)}

# One whose handler always fails: after four attempts it is dead. See: node dist/cli.js events --state dead
${toCurl(issue("deleted", "Gone"))}
`;
}

function portOf(argv) {
  const at = argv.findIndex((word) => word === "--port" || word === "-p");
  return at < 0 ? 8420 : argv[at + 1];
}
