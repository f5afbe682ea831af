import { makeTwilio } from "../verify/odd/twilio.ts";
import { defineProvider } from "./provider.ts";

export const twilio = defineProvider({
  id: "twilio",
  name: "Twilio",
  docs: "https://www.twilio.com/docs/usage/webhooks/webhooks-security",
  console: "Console, Phone Numbers, Active numbers, the number, where a message or a call comes in",
  signature: { scheme: "odd", odd: "twilio", make: makeTwilio, header: "x-twilio-signature" },
  key: "{header:i-twilio-idempotency-token}",
  type: ["{form:EventType}", "{form:MessageStatus}", "{form:CallStatus}", "{form:SmsStatus}"],
  methods: ["GET"],
  ack: { status: 202, empty: true },
  timeout: "15 s",
  retry: "by connection overrides in the URL fragment",
  notes: [
    "Behind a proxy, set `publicUrl` or the option `url` to what is set up at Twilio.",
    "The answer to a call or message would be TwiML, so the acknowledgement is empty.",
  ],
  evidence: {
    signature: "read in code of twilio/twilio-node",
    operations: "unverified",
    sources: ["twilio/twilio-node src/webhooks/webhooks.ts", "twilio/twilio-python tests"],
  },
});
